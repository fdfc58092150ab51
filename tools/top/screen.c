#include "screen.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "display.h"
#include "keys.h"
#include "rescue.h"

/* Milliseconds that Escape waits for the rest of a function key's sequence; ncurses' second is felt. */
enum { ESCAPE_DELAY = 25 };

static SCREEN *terminal;

/* Attributes carry the styles where there is no colour, or none is wanted. */
static const struct {
    attr_t alone;   /* attributes without colours */
    attr_t colored; /* attributes with them */
    short front;    /* colour of the text; -1 the terminal's own */
    short back;
} looks[STYLES] = {
    [STYLE_PLAIN] = { A_NORMAL, A_NORMAL, -1, -1 },
    [STYLE_STRONG] = { A_BOLD, A_BOLD, -1, -1 },
    [STYLE_BAR] = { A_REVERSE, A_NORMAL, COLOR_BLACK, COLOR_CYAN },
    [STYLE_CURSOR] = { A_REVERSE | A_BOLD, A_REVERSE | A_BOLD, -1, -1 },
    [STYLE_NEW] = { A_BOLD, A_BOLD, COLOR_GREEN, -1 },
    [STYLE_CHANGED] = { A_BOLD, A_BOLD, COLOR_YELLOW, -1 },
    [STYLE_DRIFT] = { A_BOLD, A_BOLD, COLOR_RED, -1 },
};

static void start_colors(void)
{
    start_color();
    use_default_colors();
    for (short style = 1; style < STYLES; style++)
        init_pair(style, looks[style].front, looks[style].back);
}

/* What terminals send besides what terminfo says of them: xterm, PuTTY, rxvt and screens in each other disagree. */
static const struct {
    const char *sequence;
    int code;
} alternatives[] = {
    { "\033[A", KEY_UP },    { "\033OA", KEY_UP },    { "\033[B", KEY_DOWN },   { "\033OB", KEY_DOWN },
    { "\033[H", KEY_HOME },  { "\033OH", KEY_HOME },  { "\033[1~", KEY_HOME },  { "\033[7~", KEY_HOME },
    { "\033[F", KEY_END },   { "\033OF", KEY_END },   { "\033[4~", KEY_END },   { "\033[8~", KEY_END },
    { "\033OM", KEY_ENTER }, { "\033OP", KEY_F(1) },  { "\033[11~", KEY_F(1) }, { "\033[[A", KEY_F(1) },
    { "\033OR", KEY_F(3) },  { "\033OS", KEY_F(4) },  { "\033[13~", KEY_F(3) }, { "\033[14~", KEY_F(4) },
    { "\033[[C", KEY_F(3) }, { "\033[[D", KEY_F(4) },
};

/* None that the terminal itself has another meaning for. */
static void define_alternatives(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(alternatives); i++)
        if (key_defined(alternatives[i].sequence) == 0)
            define_key(alternatives[i].sequence, alternatives[i].code);
}

static bool colored;

static void set_modes(bool color)
{
    colored = color && has_colors();
    if (colored)
        start_colors();
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    define_alternatives();
    nodelay(stdscr, TRUE);
    curs_set(0);
    set_escdelay(ESCAPE_DELAY);
}

int screen_open(bool color, struct error *err)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        error_set(err, ENOTTY | ERROR_TOLD, "%s is not a terminal",
                  isatty(STDIN_FILENO) ? "standard output" : "standard input");
        return error_cure(err, "-b prints without one");
    }
    rescue_remember();
    terminal = newterm(NULL, stdout, stdin);
    if (!terminal || !tigetstr("cup")) {
        screen_close();
        const char *type = getenv("TERM");
        error_set(err, ENODEV | ERROR_TOLD, "cannot draw on a terminal of type '%s'", type ? type : "");
        return error_cure(err, "set TERM, or use -b");
    }
    rescue_arm((const char *[]){ tigetstr("sgr0"), tigetstr("rmkx"), tigetstr("cnorm"), tigetstr("rmcup") }, 4);
    set_modes(color);
    return 0;
}

/* Without an alternate screen to leave, the last line is where the shell goes on. */
static void leave_no_bar(void)
{
    if (isendwin() || tigetstr("smcup") || !tigetstr("cup"))
        return;
    move(LINES - 1, 0);
    clrtoeol();
    refresh();
}

void screen_close(void)
{
    if (!terminal)
        return;
    leave_no_bar();
    endwin();
    rescue_disarm();
    delscreen(terminal);
    terminal = NULL;
}

struct area screen_area(void)
{
    struct area area = { 0 };
    getmaxyx(stdscr, area.height, area.width);
    return area;
}

void screen_resize(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resizeterm(size.ws_row, size.ws_col);
    screen_redraw();
}

/* Whoever had the terminal meanwhile left it in other modes; and of its size only the one in front is told. ncurses
 * itself, after ^Z, sends all but the keypad's mode. */
void screen_resume(void)
{
    endwin();
    refresh();
    keypad(stdscr, TRUE);
    screen_resize();
}

void screen_redraw(void)
{
    clearok(curscr, TRUE);
}

void screen_erase(void)
{
    erase();
}

void screen_put(int y, int x, int width, enum style style, const char *text)
{
    _cleanup_(freep) wchar_t *fitted = width > 0 ? calloc((size_t)width + 1, sizeof(*fitted)) : NULL;
    if (!fitted)
        return;
    display_fit(text, (size_t)width, fitted);
    attr_set(colored ? looks[style].colored : looks[style].alone, (short)(colored ? (int)style : 0), NULL);
    mvaddwstr(y, x, fitted);
    attr_set(A_NORMAL, 0, NULL);
}

void screen_show(void)
{
    refresh();
}

/* What ncurses calls the keys that are no characters. */
static const struct {
    wint_t code;
    int key;
} special_keys[] = {
    { KEY_UP, K_UP },     { KEY_DOWN, K_DOWN },  { KEY_PPAGE, K_PAGE_UP },       { KEY_NPAGE, K_PAGE_DOWN },
    { KEY_HOME, K_HOME }, { KEY_END, K_END },    { KEY_BACKSPACE, K_BACKSPACE }, { KEY_ENTER, K_ENTER },
    { KEY_FIND, K_HOME }, { KEY_SELECT, K_END }, /* TERM=linux and vt220 name these two so */
};

static int special_key(wint_t code)
{
    if (code >= KEY_F(1) && code <= KEY_F(12))
        return K_F0 + (int)(code - KEY_F(0));
    for (size_t i = 0; i < ARRAY_SIZE(special_keys); i++)
        if (special_keys[i].code == code)
            return special_keys[i].key;
    return K_NONE;
}

/* The rest of a control sequence (ECMA-48, 5.4: up to a byte from @ on) or of one of three characters, "ESC O x". */
static void skip_sequence(wint_t introducer)
{
    wint_t code;
    while (get_wch(&code) == OK && introducer == '[' && (code < '@' || code > '~'))
        ;
}

/* After an Escape: whether it began a sequence that nobody knows, which is gone then. As its letters are keys, it must
 * not be read as what somebody typed; what somebody types comes later than ESCAPE_DELAY. */
static bool skip_unknown_sequence(void)
{
    wint_t next;
    int kind = get_wch(&next);
    if (kind == OK && (next == '[' || next == 'O')) {
        skip_sequence(next);
        return true;
    }
    if (kind == KEY_CODE_YES)
        ungetch((int)next);
    else if (kind == OK)
        unget_wch((wchar_t)next);
    return false;
}

int screen_key(void)
{
    for (wint_t code;;) {
        int kind = get_wch(&code);
        if (kind == ERR)
            return K_NONE;
        if (kind == KEY_CODE_YES && special_key(code) == K_NONE)
            continue; /* one that we have no use for must not end the round */
        if (kind == KEY_CODE_YES)
            return special_key(code);
        if (code == K_ESCAPE && skip_unknown_sequence())
            continue;
        if (code == '\r')
            return K_ENTER;
        return code == 0x7f || code == '\b' ? K_BACKSPACE : (int)code;
    }
}
