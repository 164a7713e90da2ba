import Glibc

/// The lock on a segment's file, which tells whether its owner lives.
///
/// It belongs to the open file, not to the process: it also keeps two journals of one process apart, and the system
/// takes it away when the process ends, however it ends.
///
/// Source: fcntl(2), "Open file description locks".
enum SegmentLock {
    /// Waits for the lock; only for a file that nobody else keeps.
    static func wait(_ descriptor: Int32) -> Bool {
        while call(descriptor, Command.setWaiting, Int16(F_WRLCK)) == nil {
            guard errno == EINTR else { return false }
        }
        return true
    }

    /// Takes the lock where nobody has it.
    static func take(_ descriptor: Int32) -> Bool { call(descriptor, Command.set, Int16(F_WRLCK)) != nil }

    /// Whether somebody has the lock, without touching it.
    static func isTaken(_ descriptor: Int32) -> Bool {
        call(descriptor, Command.get, Int16(F_WRLCK)).map { $0.l_type != Int16(F_UNLCK) } ?? false
    }

    /// `F_OFD_…` of Linux, which the C header only shows to GNU sources.
    private enum Command {
        static let get: Int32 = 36
        static let set: Int32 = 37
        static let setWaiting: Int32 = 38
    }

    private static func call(_ descriptor: Int32, _ command: Int32, _ type: Int16) -> flock? {
        var lock = flock()
        lock.l_type = type
        lock.l_whence = Int16(SEEK_SET)
        return fcntl(descriptor, command, &lock) == 0 ? lock : nil
    }
}
