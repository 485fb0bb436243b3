import Rigor

extension DataSet {
    /// How much of input space the data fill, as far as it matters for telling functions on them apart.
    enum Span {
        /// No affine function but 0 vanishes on the data.
        case space
        /// One coordinate is a constant other than 0, as with biases, and the others fill their space: no linear
        /// function but 0 vanishes on the data.
        case coordinateHyperplane
        /// Neither is known.
        case unknown
    }

    var span: Span {
        let constants = (0..<dimension).filter(isConstant)
        let varying = (0..<dimension).filter { !constants.contains($0) }
        switch constants.count {
        case 0: return spansAffinely(varying) ? .space : .unknown
        case 1: return !point(0)[constants[0]].isZero && spansAffinely(varying) ? .coordinateHyperplane : .unknown
        default: return .unknown
        }
    }

    private func isConstant(_ coordinate: Int) -> Bool {
        switch self {
        case .grid(let axes): Set(axes[coordinate]).count == 1
        case .points(let points): points.allSatisfy { $0[coordinate] == points[0][coordinate] }
        }
    }

    /// More points than this are not looked through.
    private static let largestCount = 10_000

    /// Whether the points (1, x), x of the given coordinates, span a space of that dimension, by elimination until the
    /// rank is full.
    ///
    /// Modulo a prime, where numbers do not grow: full rank there is full rank. The converse fails when the prime
    /// divides every minor, and then nothing is said.
    private func spansAffinely(_ coordinates: [Int]) -> Bool {
        if case .grid = self { return true }
        // rows in echelon form, by the place of their first entry, which is 1
        var echelon = [Int: [UInt64]]()
        for k in 0..<min(count, Self.largestCount) {
            let x = point(k)
            let residues = coordinates.compactMap { PrimeResidue.of(x[$0]) }
            guard residues.count == coordinates.count else { continue }
            var row = [1] + residues
            for i in row.indices where row[i] != 0 {
                guard let pivot = echelon[i] else {
                    let scale = PrimeResidue.inverse(row[i])
                    echelon[i] = row.map { PrimeResidue.multiply($0, scale) }
                    break
                }
                let factor = row[i]
                for c in i..<row.count {
                    row[c] = PrimeResidue.subtract(row[c], PrimeResidue.multiply(factor, pivot[c]))
                }
            }
            if echelon.count == coordinates.count + 1 { return true }
        }
        return false
    }
}
