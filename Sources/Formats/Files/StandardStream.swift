import Foundation

/// Text to standard output or standard error, whole and unbuffered.
public enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes all of it.
    ///
    /// - Returns: nil when it was written; otherwise the number of the error that the operating system gave.
    @discardableResult
    public func write(_ text: String) -> Int32? {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Foundation.write(rawValue, $0.baseAddress, $0.count) }
            if written >= 0 { bytes = bytes.dropFirst(written) } else if errno != EINTR { return errno }
        }
        return nil
    }
}
