import Gaussian

/// A symmetry that a k by k student has in float64, and where its positions lie: proposed, not proved.
public struct ProposedSymmetry: Sendable {
    public let symmetry: DiagonalSymmetry
    /// The neuron and the coordinate at each position, block by block.
    public let neurons: [Int]
    public let coordinates: [Int]

    /// - Parameter parameters: coordinate c of neuron l at l k + c.
    public init?(_ parameters: [Double], order: Int) {
        guard let found = SymmetryRecognition(parameters, order: order).symmetry() else { return nil }
        (symmetry, neurons, coordinates) = (found.symmetry, found.neurons, found.coordinates)
    }
}

/// Which neurons and coordinates of a k by k student look alike in float64, and how they belong together.
struct SymmetryRecognition {
    private let order: Int
    /// Coordinate c of neuron l at l k + c.
    private let parameters: [Double]
    /// Numbers this near to each other count as equal, relative to the largest.
    private let equality: Double

    init(_ parameters: [Double], order: Int, equality: Double = 1e-4) {
        self.order = order
        self.parameters = parameters
        self.equality = equality * (parameters.map(abs).max() ?? 0)
    }

    private func entry(_ c: Int, _ l: Int) -> Double { parameters[l * order + c] }

    private func areEqual(_ x: some Sequence<Double>) -> Bool {
        var least = Double.infinity, largest = -Double.infinity
        for value in x { (least, largest) = (min(least, value), max(largest, value)) }
        return !(largest - least > equality)
    }

    struct Recognised {
        var symmetry: DiagonalSymmetry
        /// The neuron and the coordinate at each position, block by block.
        var neurons: [Int]
        var coordinates: [Int]
        /// Means of the entries that each unknown stands for.
        var values: [Double]
    }

    /// A symmetry with a block of two or more; nil when nothing looks alike.
    func symmetry() -> Recognised? {
        let neuronClasses = classes { l in (0..<order).map { entry($0, l) }.sorted() }
        var coordinateClasses = classes { c in (0..<order).map { entry(c, $0) }.sorted() }
        guard neuronClasses.contains(where: { $0.count > 1 }) else { return nil }
        var blocks = [(neurons: [Int], coordinates: [Int])]()
        // larger classes first: single neurons go with any single coordinate
        for neurons in neuronClasses.sorted(by: { $0.count > $1.count }) {
            var matched: [Int]?
            for (i, coordinates) in coordinateClasses.enumerated() where coordinates.count == neurons.count {
                guard let order = matching(neurons, coordinates) else { continue }
                matched = order
                coordinateClasses.remove(at: i)
                break
            }
            guard let matched else { return nil }
            blocks.append((neurons, matched))
        }
        blocks.sort { $0.neurons.count < $1.neurons.count }
        let symmetry = DiagonalSymmetry(parts: blocks.map(\.neurons.count))
        var values = [Double]()
        for unknown in symmetry.unknowns {
            let entries = entries(of: unknown, blocks)
            guard areEqual(entries) else { return nil }
            values.append(entries.reduce(0, +) / Double(entries.count))
        }
        return Recognised(
            symmetry: symmetry, neurons: blocks.flatMap(\.neurons), coordinates: blocks.flatMap(\.coordinates),
            values: values)
    }

    private func entries(
        of unknown: DiagonalSymmetry.Unknown, _ blocks: [(neurons: [Int], coordinates: [Int])]
    ) -> [Double] {
        switch unknown {
        case .diagonal(let j): zip(blocks[j].coordinates, blocks[j].neurons).map { entry($0, $1) }
        case .beside(let j):
            blocks[j].neurons.enumerated().flatMap { x, l in
                blocks[j].coordinates.enumerated().filter { $0.offset != x }.map { entry($0.element, l) }
            }
        case .between(let i, let j): blocks[j].neurons.flatMap { l in blocks[i].coordinates.map { entry($0, l) } }
        }
    }

    /// Indices with equal profiles together.
    private func classes(_ profile: (Int) -> [Double]) -> [[Int]] {
        var classes = [(profile: [Double], members: [Int])]()
        for i in 0..<order {
            let own = profile(i)
            let place = classes.firstIndex { zip($0.profile, own).allSatisfy { abs($0 - $1) <= equality } }
            if let place { classes[place].members.append(i) } else { classes.append((own, [i])) }
        }
        return classes.map(\.members)
    }

    /// The coordinates in an order in which one entry of each neuron stands on the diagonal and the others are equal;
    /// nil when there is none.
    private func matching(_ neurons: [Int], _ coordinates: [Int]) -> [Int]? {
        guard neurons.count > 1 else { return coordinates }
        var result = [Int]()
        for l in neurons {
            let values = coordinates.map { entry($0, l) }, middle = values.sorted()[values.count / 2]
            // of two, either may stand on the diagonal
            let own =
                values.count == 2
                ? coordinates.first {
                    !result.contains($0)
                        && (result.isEmpty || abs(entry($0, l) - entry(result[0], neurons[0])) <= equality)
                }
                : coordinates.max { abs(entry($0, l) - middle) < abs(entry($1, l) - middle) }
            guard let own, !result.contains(own) else { return nil }
            result.append(own)
        }
        return result
    }
}
