import Foundation

/// Writes a file whole or not at all.
public enum AtomicFile {
    /// Replaces the file at `path` with `bytes`.
    ///
    /// The bytes go to a temporary file in the same directory, are forced to disk, and the file is then renamed over
    /// `path`: whoever opens `path` at any moment, even after a power failure, sees the old contents or the new, never
    /// a part. A symbolic link is followed, an existing file keeps its permissions, and anything but a regular file is
    /// refused.
    ///
    /// - Throws: ``FormatError/cannotWrite(file:reason:)``; the temporary file is then removed.
    public static func write(_ bytes: [UInt8], to path: String) throws(FormatError) {
        let destination = try Destination(path)
        let temporary = destination.temporaryPath
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw .cannotWrite(file: path, reason: SystemError.lastReason())
        }
        do throws(FormatError) {
            do {
                defer { close(descriptor) }
                if let mode = destination.mode, fchmod(descriptor, mode) != 0 {
                    throw .cannotWrite(file: path, reason: SystemError.lastReason())
                }
                try DescriptorWriter.writeAll(bytes, to: descriptor, file: path)
                try DescriptorWriter.synchronize(descriptor, file: path)
            }
            guard rename(temporary, destination.path) == 0 else {
                throw .cannotWrite(file: path, reason: SystemError.lastReason())
            }
        } catch {
            unlink(temporary)
            throw error
        }
        synchronizeDirectory(destination.directory)
    }

    /// Replaces the file at `path` with the UTF-8 bytes of `text`; see ``write(_:to:)-([UInt8],_)``.
    public static func write(_ text: String, to path: String) throws(FormatError) {
        try write(Array(text.utf8), to: path)
    }

    /// Makes the rename itself durable. Some file systems refuse to synchronize a directory; the contents are safe all
    /// the same.
    private static func synchronizeDirectory(_ directory: String) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Where the bytes finally go: links resolved, and checked to be a regular file or nothing yet.
    private struct Destination {
        let path: String
        let directory: String
        let mode: mode_t?

        init(_ requested: String) throws(FormatError) {
            guard !requested.isEmpty, !requested.utf8.contains(0) else {
                throw .cannotWrite(file: requested, reason: "this is not a file name")
            }
            var status = stat()
            if stat(requested, &status) == 0 {
                guard status.st_mode & S_IFMT == S_IFREG else {
                    throw .cannotWrite(file: requested, reason: "this is not a regular file")
                }
                guard let resolved = realpath(requested, nil) else {
                    throw .cannotWrite(file: requested, reason: SystemError.lastReason())
                }
                defer { free(resolved) }
                path = String(cString: resolved)
                mode = status.st_mode & 0o777
            } else {
                path = requested
                mode = nil
            }
            if let slash = path.lastIndex(of: "/") {
                directory = slash == path.startIndex ? "/" : String(path[..<slash])
            } else {
                directory = "."
            }
        }

        var temporaryPath: String {
            let unique = String(UInt64.random(in: .min ... .max), radix: 36)
            return "\(directory)/.\(unique).partial"
        }
    }
}

/// Writes through a descriptor until everything is written.
enum DescriptorWriter {
    static func writeAll(_ bytes: [UInt8], to descriptor: Int32, file: String) throws(FormatError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw .cannotWrite(file: file, reason: SystemError.lastReason())
            }
        }
    }

    static func synchronize(_ descriptor: Int32, file: String) throws(FormatError) {
        // EINVAL: this kind of file cannot be synchronized (a pipe, some network file systems).
        if fsync(descriptor) != 0, errno != EINVAL {
            throw .cannotWrite(file: file, reason: SystemError.lastReason())
        }
    }
}
