import Gaussian

extension DiagonalSymmetry {
    /// The k by k student with these unknowns, neuron by neuron, spelled out independently of the program.
    public func wholeStudent(_ values: [Double]) -> [Double] {
        let blocks = blockOfIndex, k = order
        let table = Dictionary(uniqueKeysWithValues: zip(unknowns, values))
        return (0..<k).flatMap { l in
            (0..<k).map { c in
                let unknown: Unknown =
                    c == l
                    ? .diagonal(blocks[l])
                    : blocks[c] == blocks[l] ? .beside(blocks[l]) : .between(blocks[c], blocks[l])
                return table[unknown] ?? .nan
            }
        }
    }
}
