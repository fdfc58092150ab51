/* The catalogue: what each capability is good for, to its holder and to an attacker. Constant as a whole and without
 * relocations, so that a program that does not read it does not pay for it. */
#ifndef CCAPS_CAPS_CATALOGUE_H
#define CCAPS_CAPS_CATALOGUE_H

#include <stdbool.h>

#include "base/error.h"
#include "caps/capstate.h"

/**
 * How far a capability takes one who has taken over a process in a container: one with a root, mount, pid and network
 * namespace of its own, but none of its own for users, so that its capabilities count on the host.
 */
enum risk {
    RISK_UNKNOWN = -1, /**< the sets are not known, or the capability is newer than the catalogue */
    RISK_NONE,         /**< nothing is held */
    RISK_LOW,          /**< little that the container's processes could not do anyway */
    RISK_MEDIUM,       /**< over the container's files, users and traffic, what it shares, or the host's resources */
    RISK_HIGH,         /**< reaches the host or its neighbours, or is root there under one more condition */
    RISK_CRITICAL,     /**< as good as root on the host */
    RISKS
};

/** "none", "low", "medium", "high", "critical"; not for RISK_UNKNOWN. */
extern const char risk_names[RISKS][9];

/** Read the name of a tier, RISK_LOW..RISK_CRITICAL, whatever its case. @return 0; -EINVAL */
int risk_parse(const char *name, enum risk *risk, struct error *err);

/** What the catalogue says of a capability, field by field. */
enum catalogue_field {
    CATALOGUE_SINCE,   /**< the first kernel that has it: "2.2" */
    CATALOGUE_SUMMARY, /**< what it lets one do, CATALOGUE_SUMMARY_MAX characters at most */
    CATALOGUE_OPENS,   /**< the same in sentences */
    /* lists of words with blanks between, in lower case, any of which may be empty */
    CATALOGUE_CALLS,    /**< system calls of which it opens all or some uses */
    CATALOGUE_CONTROLS, /**< requests and flags of ioctl(2), prctl(2), fcntl(2), setsockopt(2)… */
    CATALOGUE_FILES,    /**< below /proc, /sys and /dev */
    CATALOGUE_COMMANDS, /**< what people type */
    CATALOGUE_ATTACK,   /**< what an attacker makes of it in a container */
    CATALOGUE_REASON,   /**< why it is in its tier */
    CATALOGUE_SOURCES,  /**< where the kernel asks for it */
    CATALOGUE_FIELDS
};

/** A summary stands behind name, sets and risk in 80 columns. */
enum { CATALOGUE_SUMMARY_MAX = 38 };

/** Whether the catalogue knows capability `cap`. */
bool catalogue_knows(unsigned cap);

/** One field of capability `cap`. @return a string that lives as long as the program; NULL for one that is not there */
const char *catalogue_text(unsigned cap, enum catalogue_field field);

/** The tier of capability `cap`; RISK_UNKNOWN for one that is not in the catalogue. */
enum risk capability_risk(unsigned cap);

/** The riskiest tier in `set`; RISK_NONE where it is empty. What the catalogue does not know counts as low. */
enum risk capset_risk(capset_t set);

/** The capabilities whose name, summary, description or operations hold `text`, case aside. */
capset_t catalogue_search(const char *text);

/**
 * The capabilities that an operation may take: a system call, a command, an ioctl request, a file of /proc, by its
 * exact name ("sethostname", "hostname", "TIOCSTI", "/proc/kcore"), case aside. Some take one of them, others one or
 * another by their arguments.
 * @return an empty set where the catalogue knows no operation by that name
 */
capset_t catalogue_find_operation(const char *word);

#endif
