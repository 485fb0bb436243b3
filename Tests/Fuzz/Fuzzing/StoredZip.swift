/// A zip archive of stored entries with right checksums, so that damaged contents reach the readers behind them.
enum StoredZip {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }

    static func archive(_ entries: [(name: String, contents: [UInt8])]) -> [UInt8] {
        var local: [UInt8] = [], directory: [UInt8] = []
        func put(_ value: Int, _ size: Int, _ bytes: inout [UInt8]) {
            for k in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * k))) }
        }
        for (name, contents) in entries {
            let offset = local.count
            for isDirectory in [false, true] {
                var bytes: [UInt8] = []
                put(isDirectory ? 0x0201_4B50 : 0x0403_4B50, 4, &bytes)
                if isDirectory { put(20, 2, &bytes) }
                for field in [20, 0, 0, 0, 33] { put(field, 2, &bytes) }
                put(Int(checksum(contents)), 4, &bytes)
                put(contents.count, 4, &bytes)
                put(contents.count, 4, &bytes)
                put(name.utf8.count, 2, &bytes)
                put(0, 2, &bytes)
                if isDirectory {
                    for field in [0, 0, 0] { put(field, 2, &bytes) }
                    put(0, 4, &bytes)
                    put(offset, 4, &bytes)
                }
                bytes += Array(name.utf8)
                if isDirectory { directory += bytes } else { local += bytes + contents }
            }
        }
        let start = local.count
        local += directory
        put(0x0605_4B50, 4, &local)
        put(0, 4, &local)
        put(entries.count, 2, &local)
        put(entries.count, 2, &local)
        put(directory.count, 4, &local)
        put(start, 4, &local)
        put(0, 2, &local)
        return local
    }
}
