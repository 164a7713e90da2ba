import GRDB

extension StoreError {
    /// Of a transaction that failed.
    init(writing error: any Error) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .damaged("\(error)")
            return
        }
        let reason = error.message ?? "\(error.resultCode)"
        switch error.resultCode.primaryResultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_BUSY, .SQLITE_NOMEM, .SQLITE_PERM:
            self = .unwritable(reason)
        default: self = .damaged(reason)
        }
    }
}

extension StoreError {
    init(reading error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError where error.resultCode.primaryResultCode != .SQLITE_CORRUPT:
            self = .unreadable(path: path, reason: error.message ?? "\(error.resultCode)")
        default: self = .damaged("\(error)")
        }
    }
}
