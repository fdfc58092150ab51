/*
 * A process with threads that may do different things, for tests of what tells them apart: the leader keeps what it
 * has, one thread drops everything, one drops CAP_CHOWN from its bounding set. It prints "PID DROPPED BOUNDED" and
 * waits for its end.
 */
#include <linux/capability.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct worker {
    void (*change)(void);
    pid_t tid;
    pthread_barrier_t *ready;
};

/* By system call: libcap's cap_set_proc() would be free to change all threads. */
static void drop_all(void)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
    if (syscall(SYS_capset, &header, data) < 0)
        exit(1);
}

static void drop_chown_bounding(void)
{
    if (prctl(PR_CAPBSET_DROP, CAP_CHOWN, 0, 0, 0) < 0)
        exit(1);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    worker->change();
    worker->tid = (pid_t)syscall(SYS_gettid);
    pthread_barrier_wait(worker->ready);
    pause();
    return NULL;
}

int main(void)
{
    pthread_barrier_t ready;
    struct worker workers[] = { { drop_all, 0, &ready }, { drop_chown_bounding, 0, &ready } };
    pthread_barrier_init(&ready, NULL, 3);
    for (size_t i = 0; i < 2; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, &workers[i]) != 0)
            return 1;
    }
    pthread_barrier_wait(&ready);
    printf("%d %d %d\n", getpid(), workers[0].tid, workers[1].tid);
    fflush(stdout);
    pause();
    return 0;
}
