import Foundation
import Synchronization

/// Appends whole lines to a file that must survive being killed at any moment.
///
/// Each line is handed to the operating system, with its line feed, before ``append(_:)`` returns, so a killed process
/// leaves at most one unfinished line, the last; ``JSONLinesReader`` recognizes it by its missing line feed and tells
/// where it begins. Lines appended from several threads never mix, but their order is the callers' business.
public final class LineAppender: Sendable {
    /// The file, as the caller named it.
    public let path: String
    private let descriptor: Mutex<Int32?>

    /// Opens `path` for appending, creating it when absent.
    ///
    /// - Parameter keeping: how many bytes of an existing file to keep; what follows (an unfinished line) is cut off.
    ///   `nil` keeps all. 0 begins anew.
    /// - Throws: ``FormatError/cannotWrite(file:reason:)``, also when another process is appending to the file, when
    ///   the file is shorter than `keeping`, or when what is kept does not end with a line feed.
    public init(path: String, keeping: UInt64? = nil) throws(FormatError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw .cannotWrite(file: path, reason: "this is not a file name")
        }
        let opened = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard opened >= 0 else {
            throw .cannotWrite(file: path, reason: SystemError.lastReason())
        }
        do throws(FormatError) {
            try Self.prepare(opened, path: path, keeping: keeping)
        } catch {
            Foundation.close(opened)
            throw error
        }
        self.path = path
        descriptor = Mutex(opened)
    }

    deinit {
        descriptor.withLock { if let open = $0 { Foundation.close(open) } }
    }

    /// Appends `line` and a line feed.
    ///
    /// When that fails (a full disk), the file is closed: nothing may follow a line of which only a part was written.
    ///
    /// - Precondition: `line` contains no line feed.
    public func append(_ line: String) throws(FormatError) {
        var bytes = Array(line.utf8)
        precondition(!bytes.contains(UInt8(ascii: "\n")), "a line must not contain a line feed")
        bytes.append(UInt8(ascii: "\n"))
        try descriptor.withLock { (open) throws(FormatError) in
            guard let last = open else { throw .cannotWrite(file: path, reason: "the file is closed") }
            do throws(FormatError) {
                try DescriptorWriter.writeAll(bytes, to: last, file: path)
            } catch {
                open = nil
                Foundation.close(last)
                throw error
            }
        }
    }

    /// Forces everything appended so far to disk: after this even a power failure loses nothing.
    public func synchronize() throws(FormatError) {
        try descriptor.withLock { (open) throws(FormatError) in
            guard let open else { throw .cannotWrite(file: path, reason: "the file is closed") }
            try DescriptorWriter.synchronize(open, file: path)
        }
    }

    /// Forces everything to disk and closes the file. Further calls of ``append(_:)`` throw.
    public func close() throws(FormatError) {
        try descriptor.withLock { (open) throws(FormatError) in
            guard let last = open else { return }
            open = nil
            defer { Foundation.close(last) }
            try DescriptorWriter.synchronize(last, file: path)
        }
    }

    private static func prepare(_ descriptor: Int32, path: String, keeping: UInt64?) throws(FormatError) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno == EWOULDBLOCK ? "another process is writing it" : SystemError.lastReason()
            throw .cannotWrite(file: path, reason: reason)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .cannotWrite(file: path, reason: SystemError.lastReason())
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotWrite(file: path, reason: "this is not a regular file")
        }
        let size = UInt64(clamping: status.st_size)
        let kept = keeping ?? size
        guard kept <= size else {
            throw .cannotWrite(file: path, reason: "it has \(size) bytes, fewer than the \(kept) to keep")
        }
        if kept > 0 {
            var last: UInt8 = 0
            guard pread(descriptor, &last, 1, off_t(kept - 1)) == 1 else {
                throw .cannotWrite(file: path, reason: SystemError.lastReason())
            }
            guard last == UInt8(ascii: "\n") else {
                throw .cannotWrite(file: path, reason: "its last line is unfinished")
            }
        }
        if kept < size, ftruncate(descriptor, off_t(kept)) != 0 {
            throw .cannotWrite(file: path, reason: SystemError.lastReason())
        }
    }
}
