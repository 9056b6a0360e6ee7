/* A disk that keeps only what was synced: preloaded into the server, it follows what SQLite does
 * to its files and keeps, beside them, their content as of their last sync.
 *
 * QUIZ_POWER_FOLDER is the folder of the database (no symbolic link in it), QUIZ_POWER_SYNCED the
 * folder where this keeps, for each of NAMES:
 *   content/NAME  the bytes as of the file's last sync; none: it was never synced
 *   entry/NAME    there: the folder was synced since the file was made, so its name is on the disk
 *   gone/NAME     the bytes of a file that was removed, while the folder was not synced since
 *   counts        writes, syncs of files, syncs of the folder, removals: four 64-bit numbers
 * tests/faults/power.py reads them and makes the power cut. At every moment, also when the process
 * is killed inside one of these functions, they describe what a real disk might hold.
 *
 * Reading goes through the descriptor that is synced: opening the database anew and closing it
 * would drop the process's locks on it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *const NAMES[] = {"quiz.db", "quiz.db-wal", "quiz.db-journal"};
enum { FILES = 3, THE_FOLDER = FILES, OTHER = -1, MOST = 4096, PATH = 1024 };
enum { SYNC_MICROSECONDS = 5000 };
enum { WRITES, SYNCS, FOLDER_SYNCS, REMOVALS, COUNTS };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder, *synced;
static volatile uint64_t *counts;
static signed char kind[MOST];           /* of a descriptor: which file + 1, 0 for any other */
static off_t low[FILES], high[FILES];    /* what was written since the last sync */

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static void *(*real_mmap)(void *, size_t, int, int, int, off_t);

static void give_up(const char *what) {
    fprintf(stderr, "power.c: %s\n", what);
    abort();
}

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) give_up(name);
    return found;
}

static void kept_at(char *path, const char *what, int file) {
    if (snprintf(path, PATH, "%s/%s/%s", synced, what, NAMES[file]) >= PATH) give_up("long path");
}

__attribute__((constructor)) static void begin(void) {
    real_open = real("open64");
    real_openat = real("openat64");
    real_close = real("close");
    real_write = real("write");
    real_writev = real("writev");
    real_pwrite = real("pwrite64");
    real_ftruncate = real("ftruncate64");
    real_fsync = real("fsync");
    real_fdatasync = real("fdatasync");
    real_unlink = real("unlink");
    real_rename = real("rename");
    real_mmap = real("mmap64");
    folder = getenv("QUIZ_POWER_FOLDER");
    synced = getenv("QUIZ_POWER_SYNCED");
    if (!folder || !synced) give_up("QUIZ_POWER_FOLDER and QUIZ_POWER_SYNCED must be set");
    char path[PATH];
    snprintf(path, PATH, "%s/counts", synced);
    int fd = real_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    size_t size = COUNTS * sizeof(uint64_t);
    if (fd < 0 || real_ftruncate(fd, size)) give_up("cannot make counts");
    counts = real_mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (counts == MAP_FAILED) give_up("cannot map counts");
    real_close(fd);
}

static int which(const char *path) {
    size_t length;
    if (!folder || strncmp(path, folder, length = strlen(folder))) return OTHER;
    if (!path[length]) return THE_FOLDER;
    for (int file = 0; file < FILES; file++)
        if (path[length] == '/' && !strcmp(path + length + 1, NAMES[file])) return file;
    return OTHER;
}

static int kind_of(int fd) { return fd >= 0 && fd < MOST ? kind[fd] - 1 : OTHER; }

static void follow(int fd, int file) {
    if (fd < 0) return;
    if (fd >= MOST && file != OTHER) give_up("too many descriptors");
    if (fd < MOST) kind[fd] = file + 1;
}

static void changed(int file, off_t from, off_t to) {
    if (low[file] == high[file]) low[file] = from, high[file] = to;
    if (from < low[file]) low[file] = from;
    if (to > high[file]) high[file] = to;
}

/* After a write that succeeded: before it, another thread's sync might forget the range. */
static void wrote(int fd, off_t from, ssize_t size) {
    int file = kind_of(fd);
    if (file < 0 || file == THE_FOLDER || size <= 0) return;
    pthread_mutex_lock(&lock);
    counts[WRITES]++;
    changed(file, from, from + size);
    pthread_mutex_unlock(&lock);
}

static void keep_file(int fd, int file) {
    char path[PATH], block[65536];
    struct stat now;
    kept_at(path, "content", file);
    int kept = real_open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (kept < 0 || fstat(fd, &now)) give_up("cannot keep what is synced");
    for (off_t at = low[file]; at < high[file] && at < now.st_size;) {
        off_t size = high[file] - at < (off_t)sizeof block ? high[file] - at : (off_t)sizeof block;
        ssize_t got = pread(fd, block, size, at);
        if (got < 0) give_up("cannot read what is synced");
        if (got == 0) break;
        if (real_pwrite(kept, block, got, at) != got) give_up("cannot keep what is synced");
        at += got;
    }
    if (real_ftruncate(kept, now.st_size)) give_up("cannot keep what is synced");
    real_close(kept);
    low[file] = high[file] = 0;
    counts[SYNCS]++;
}

static void keep_folder(void) {
    char path[PATH], gone[PATH];
    for (int file = 0; file < FILES; file++) {
        snprintf(path, PATH, "%s/%s", folder, NAMES[file]);
        int there = !access(path, F_OK);
        kept_at(path, "entry", file);
        if (there)
            real_close(real_open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        else
            real_unlink(path);
        kept_at(gone, "gone", file);
        real_unlink(gone);
    }
    counts[FOLDER_SYNCS]++;
}

/* Before the real sync returns: whoever is told that it is done can rely on it. Syncing takes a
 * while, so that most cuts find something that was written and not synced. */
static void keep(int fd) {
    int file = kind_of(fd);
    if (file < 0) return;
    usleep(SYNC_MICROSECONDS);
    pthread_mutex_lock(&lock);
    if (file == THE_FOLDER)
        keep_folder();
    else
        keep_file(fd, file);
    pthread_mutex_unlock(&lock);
}

static int opened(int directory, const char *path, int flags, mode_t mode) {
    if (!real_open) begin(); /* another library's constructor came first */
    int file = which(path);
    if (file == OTHER) {
        int fd = directory == AT_FDCWD ? real_open(path, flags, mode)
                                       : real_openat(directory, path, flags, mode);
        follow(fd, OTHER);
        return fd;
    }
    pthread_mutex_lock(&lock);
    struct stat before;
    int there = file != THE_FOLDER && !stat(path, &before);
    int fd = real_open(path, flags, mode);
    follow(fd, file);
    if (fd >= 0 && file != THE_FOLDER) {
        if (!there) low[file] = high[file] = 0;
        if (there && (flags & O_TRUNC)) changed(file, 0, before.st_size);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE(flags, mode)                       \
    mode_t mode = 0;                            \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {    \
        va_list rest;                           \
        va_start(rest, flags);                  \
        mode = va_arg(rest, mode_t);            \
        va_end(rest);                           \
    }

int open(const char *path, int flags, ...) {
    MODE(flags, mode)
    return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags, mode)
    return opened(AT_FDCWD, path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...) {
    MODE(flags, mode)
    return opened(directory, path, flags, mode);
}

int openat64(int directory, const char *path, int flags, ...) {
    MODE(flags, mode)
    return opened(directory, path, flags, mode);
}

int creat(const char *path, mode_t mode) {
    return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
    if (!real_close) begin();
    follow(fd, OTHER);
    return real_close(fd);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    if (!real_write) begin();
    ssize_t done = real_write(fd, bytes, size);
    if (kind_of(fd) >= 0 && done > 0) wrote(fd, lseek(fd, 0, SEEK_CUR) - done, done);
    return done;
}

ssize_t writev(int fd, const struct iovec *parts, int number) {
    ssize_t done = real_writev(fd, parts, number);
    if (kind_of(fd) >= 0 && done > 0) wrote(fd, lseek(fd, 0, SEEK_CUR) - done, done);
    return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t at) {
    ssize_t done = real_pwrite(fd, bytes, size, at);
    wrote(fd, at, done);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
    return pwrite64(fd, bytes, size, at);
}

int ftruncate64(int fd, off_t size) {
    int file = kind_of(fd);
    struct stat before;
    if (file < 0 || file == THE_FOLDER || fstat(fd, &before)) return real_ftruncate(fd, size);
    int failed = real_ftruncate(fd, size);
    if (!failed && size < before.st_size) wrote(fd, size, before.st_size - size);
    if (!failed && size > before.st_size) wrote(fd, before.st_size, size - before.st_size);
    return failed;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int fsync(int fd) {
    keep(fd);
    return real_fsync(fd);
}

int fdatasync(int fd) {
    keep(fd);
    return real_fdatasync(fd);
}

int unlink(const char *path) {
    int file = which(path);
    if (file == OTHER || file == THE_FOLDER) return real_unlink(path);
    char content[PATH], entry[PATH], gone[PATH];
    kept_at(content, "content", file);
    kept_at(entry, "entry", file);
    kept_at(gone, "gone", file);
    pthread_mutex_lock(&lock);
    int failed = real_unlink(path);
    if (!failed) {
        counts[REMOVALS]++;
        if (!access(entry, F_OK) && access(gone, F_OK)) {
            real_close(real_open(content, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
            real_rename(content, gone);
        } else {
            real_unlink(content);
        }
        for (int fd = 0; fd < MOST; fd++)
            if (kind[fd] == file + 1) kind[fd] = 0;
        low[file] = high[file] = 0;
    }
    pthread_mutex_unlock(&lock);
    return failed;
}

/* What SQLite does not do to these files today, and this could not follow. */

int rename(const char *from, const char *to) {
    if (which(from) != OTHER || which(to) != OTHER) give_up("a file of the database is renamed");
    return real_rename(from, to);
}

void *mmap64(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
    if (!real_mmap) begin();
    if (kind_of(fd) >= 0 && (flags & MAP_SHARED) && (protection & PROT_WRITE))
        give_up("a file of the database is written through memory");
    return real_mmap(at, size, protection, flags, fd, offset);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
    return mmap64(at, size, protection, flags, fd, offset);
}
