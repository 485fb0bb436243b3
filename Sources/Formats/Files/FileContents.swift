import Foundation

/// Reads whole files through POSIX, so that a failure can say why in the operating system's words.
public enum FileContents {
    /// The bytes of a regular file (or pipe) of at most `limit` bytes.
    public static func bytes(at path: String, limit: UInt64 = 1 << 30) throws(FormatError) -> [UInt8] {
        let descriptor = try openForReading(path)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .cannotRead(file: path, reason: SystemError.lastReason())
        }
        let size = UInt64(clamping: status.st_size)
        guard size <= limit else {
            throw .tooLarge(file: path, what: "the file", bytes: size, limit: limit)
        }
        var contents: [UInt8] = []
        contents.reserveCapacity(Int(clamping: size))
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try readChunk(descriptor, into: &chunk, file: path)
            if count == 0 { return contents }
            contents.append(contentsOf: chunk[..<count])
            // A file may grow, and a pipe has no size.
            guard UInt64(contents.count) <= limit else {
                throw .tooLarge(file: path, what: "the file", bytes: UInt64(contents.count), limit: limit)
            }
        }
    }

    static func openForReading(_ path: String) throws(FormatError) -> Int32 {
        guard !path.utf8.contains(0) else {
            throw .cannotRead(file: path, reason: "the name contains a zero byte")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .cannotRead(file: path, reason: SystemError.lastReason())
        }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            close(descriptor)
            throw .cannotRead(file: path, reason: SystemError.reason(EISDIR))
        }
        return descriptor
    }

    /// Bytes read into the front of `chunk`; 0 at the end of the file.
    static func readChunk(_ descriptor: Int32, into chunk: inout [UInt8], file: String) throws(FormatError) -> Int {
        while true {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw .cannotRead(file: file, reason: SystemError.lastReason())
            }
        }
    }
}

enum SystemError {
    static func lastReason() -> String { reason(errno) }

    static func reason(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: text, as: UTF8.self).lowercased()
    }
}
