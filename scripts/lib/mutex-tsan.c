// Tells the thread sanitizer what `Mutex` of Swift's Synchronization module does when two threads meet at one.
//
// A free lock is taken by an atomic exchange that is compiled into the caller, where the sanitizer sees it. A contended
// one is taken and given back inside libswiftSynchronization.so, which is not instrumented: the sanitizer misses that one
// thread waited for the other, and reports all that the lock guards as races. These three stand before the functions of
// the library, call them and say what happened. Nothing is suppressed: an access outside the lock is still found.
//
// Linked by scripts/test-threads into the programs it runs; no part of the package.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
// `self`, the address of the lock: the word that the exchanges in the callers work on.
#define SELF __attribute__((swift_context)) void *lock

// Synchronization._MutexHandle: _lockSlow(UInt32) -> (), _tryLockSlow() -> Bool, _unlockSlow() -> ().
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK);

static SWIFT void (*next_lock_slow)(uint32_t thread, SELF);
static SWIFT bool (*next_try_lock_slow)(SELF);
static SWIFT void (*next_unlock_slow)(SELF);

// All null in a program without the library, which cannot come to call them either.
__attribute__((constructor)) static void find_library(void) {
    next_lock_slow = dlsym(RTLD_NEXT, LOCK);
    next_try_lock_slow = dlsym(RTLD_NEXT, TRY_LOCK);
    next_unlock_slow = dlsym(RTLD_NEXT, UNLOCK);
}

SWIFT void lock_slow(uint32_t thread, SELF) {
    next_lock_slow(thread, lock);
    __tsan_acquire(lock);
}

SWIFT bool try_lock_slow(SELF) {
    bool taken = next_try_lock_slow(lock);
    if (taken) __tsan_acquire(lock);
    return taken;
}

SWIFT void unlock_slow(SELF) {
    // Before the library lets the next thread in, which may read at once.
    __tsan_release(lock);
    next_unlock_slow(lock);
}
