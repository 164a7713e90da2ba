import CMalloc

/// How the C library keeps memory that was given back.
enum MemoryAllocator {
    /// Has it return large pieces at once and share what it keeps among all threads: for a server that runs for weeks.
    ///
    /// By itself it raises the size from which pieces are returned to that of the largest one it saw, and keeps the rest per thread: a
    /// scope with ten million spans then holds twice what it uses.
    static func returnEarly() {
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, 256 << 10)
        mallopt(M_TRIM_THRESHOLD, 1 << 20)
    }
}
