import Gaussian

/// Looks for permutations of neurons and coordinates that make one student of the Gaussian ReLU landscape nearly
/// another one. Untrusted: `GaussianReLULocatedPoint` decides.
public struct StudentMatching {
    private let landscape: GaussianReLULandscape
    /// Classes of entries that are nearly equal, coordinate c of neuron l at l d + c.
    private let entries: [[Int]]

    /// The permutations, as `GaussianReLULandscape.permuted` takes them: permuted, the first student is nearly the
    /// second. For as many dimensions as targets.
    public static func permutations(
        from first: [Double], to second: [Double], on landscape: GaussianReLULandscape
    ) -> (neurons: [Int], targets: [Int])? {
        guard landscape.inputDimension == landscape.targetCount, first.count == landscape.parameterCount,
            second.count == first.count
        else { return nil }
        let matching = StudentMatching(first, second, landscape)
        let start = [0, 1].map { _ in
            Colours(
                neurons: [Int](repeating: 0, count: landscape.width),
                coordinates: [Int](repeating: 0, count: landscape.inputDimension))
        }
        guard let found = matching.solve(start) else { return nil }
        // colour by colour: who of the first stands where the second has that colour
        func order(_ from: [Int], _ to: [Int]) -> [Int] { to.map { from.firstIndex(of: $0) ?? 0 } }
        return (
            order(found[0].neurons, found[1].neurons), order(found[0].coordinates, found[1].coordinates)
        )
    }

    private struct Colours {
        var neurons: [Int]
        var coordinates: [Int]
        var count: Int { Set(neurons).count + Set(coordinates).count }
        var isDiscrete: Bool { count == neurons.count + coordinates.count }
    }

    private init(_ first: [Double], _ second: [Double], _ landscape: GaussianReLULandscape) {
        self.landscape = landscape
        let tolerance = 1e-6 * max(1, (first + second).map(abs).max() ?? 1)
        let sorted = (first + second).sorted()
        var bounds: [Double] = []
        for (low, high) in zip(sorted, sorted.dropFirst()) where high - low > tolerance {
            bounds.append((low + high) / 2)
        }
        entries = [first, second].map { student in
            student.map { value in bounds.firstIndex { value < $0 } ?? bounds.count }
        }
    }

    /// Divides colours by the colours and entries seen from each neuron and coordinate, in both students alike, until
    /// nothing is divided; nil when the students differ.
    private func refined(_ colours: [Colours]) -> [Colours]? {
        var colours = colours
        while true {
            let d = landscape.inputDimension
            func seen(_ s: Int, neuron l: Int) -> [Int] {
                [colours[s].neurons[l]]
                    + (0..<d).map { colours[s].coordinates[$0] * 2 * entries[s].count + entries[s][l * d + $0] }
                    .sorted()
            }
            func seen(_ s: Int, coordinate c: Int) -> [Int] {
                [colours[s].coordinates[c]]
                    + (0..<landscape.width).map {
                        colours[s].neurons[$0] * 2 * entries[s].count + entries[s][$0 * d + c]
                    }.sorted()
            }
            let neurons = (0...1).map { s in (0..<landscape.width).map { seen(s, neuron: $0) } }
            let coordinates = (0...1).map { s in (0..<d).map { seen(s, coordinate: $0) } }
            guard Self.areAlike(neurons), Self.areAlike(coordinates) else { return nil }
            let byNeuron = Self.numbered(neurons[0]), byCoordinate = Self.numbered(coordinates[0])
            let next = (0...1).map { s in
                Colours(
                    neurons: neurons[s].map { byNeuron[$0] ?? 0 },
                    coordinates: coordinates[s].map { byCoordinate[$0] ?? 0 })
            }
            if next[0].count == colours[0].count { return next }
            colours = next
        }
    }

    private static func areAlike(_ lists: [[[Int]]]) -> Bool {
        func counts(_ list: [[Int]]) -> [[Int]: Int] { list.reduce(into: [:]) { $0[$1, default: 0] += 1 } }
        return counts(lists[0]) == counts(lists[1])
    }

    private static func numbered(_ list: [[Int]]) -> [[Int]: Int] {
        let ordered = Set(list).sorted { $0.lexicographicallyPrecedes($1) }
        return Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
    }

    /// Refines, and where colours are shared gives one neuron, or one coordinate, of the first its own and tries every
    /// one of the second for it.
    private func solve(_ start: [Colours]) -> [Colours]? {
        guard let colours = refined(start) else { return nil }
        guard !colours[0].isDiscrete else { return colours }
        let fresh = landscape.width + landscape.inputDimension
        for path in [\Colours.neurons, \Colours.coordinates] {
            let list = colours[0][keyPath: path]
            guard let chosen = list.indices.first(where: { i in list.filter { $0 == list[i] }.count > 1 }) else {
                continue
            }
            for other in colours[1][keyPath: path].indices where colours[1][keyPath: path][other] == list[chosen] {
                var next = colours
                next[0][keyPath: path][chosen] = fresh
                next[1][keyPath: path][other] = fresh
                if let found = solve(next) { return found }
            }
            return nil
        }
        return nil
    }
}
