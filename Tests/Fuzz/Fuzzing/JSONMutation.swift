import Formats

/// Changes to a JSON tree that leave it a JSON tree: each makes a text that gets past the parser.
package struct JSONTreeMutation {
    /// Values that certificates and problems have where they have a choice.
    private static let words = [
        "local-minimum", "global-minimum", "saddle", "minimum-at-infinity", "saddle-at-infinity", "not-critical",
        "undecided",
        "not-finite",
        "global", "non-global", "open",
        "confirmed", "refuted", "rounding-artefact", "unconverged-artefact", "reduction", "exact-global-minimum",
        "sigmoid", "tanh", "softplus", "erf", "exp",
        "sigmoid-softplus", "inf", "-inf", "nan", "zero", "realizing-teacher", "construction", "", "1/3", "1e400",
        "-0.5", "mean-squared-norm", "mean-squared-error",
    ]

    /// The steps from the root to every value, itself included.
    package static func places(_ value: JSONValue) -> [[Step]] {
        var places: [[Step]] = []
        func visit(_ value: JSONValue, _ path: [Step]) {
            places.append(path)
            switch value {
            case .object(let object): for member in object.members { visit(member.value, path + [.key(member.key)]) }
            case .array(let elements):
                for (index, element) in elements.enumerated() { visit(element, path + [.index(index)]) }
            default: break
            }
        }
        visit(value, [])
        return places
    }

    package enum Step: Hashable {
        case key(String)
        case index(Int)
    }

    package static func value(at path: some Collection<Step>, in root: JSONValue) -> JSONValue? {
        var current = root
        for step in path {
            switch (step, current) {
            case (.key(let key), .object(let object)):
                guard let member = object[key] else { return nil }
                current = member
            case (.index(let index), .array(let elements)) where elements.indices.contains(index):
                current = elements[index]
            default: return nil
            }
        }
        return current
    }

    /// The tree with another value at a path, or without one.
    package static func replacing(_ path: ArraySlice<Step>, in root: JSONValue, by new: JSONValue?) -> JSONValue? {
        guard let step = path.first else { return new }
        switch (step, root) {
        case (.key(let key), .object(var object)):
            guard let member = object[key] else { return root }
            object[key] = replacing(path.dropFirst(), in: member, by: new)
            return .object(object)
        case (.index(let index), .array(var elements)) where elements.indices.contains(index):
            if let changed = replacing(path.dropFirst(), in: elements[index], by: new) {
                elements[index] = changed
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        default: return root
        }
    }

    /// One change somewhere.
    ///
    /// - Parameters:
    ///   - places: those of `root`, see ``places(_:)``.
    ///   - other: a tree of the same kind, from which parts may come.
    package static func apply(
        to root: JSONValue, places: [[Step]], other: JSONValue, otherPlaces: [[Step]],
        _ generator: inout some RandomNumberGenerator
    ) -> JSONValue {
        guard let path = places.randomElement(using: &generator), !path.isEmpty, let old = value(at: path, in: root)
        else { return root }
        func put(_ new: JSONValue?) -> JSONValue { replacing(path[...], in: root, by: new) ?? root }
        switch Int.random(in: 0..<20, using: &generator) {
        case 0: return put(nil)
        case 1: return put(.null)
        case 2:
            // the same place of the other tree
            return value(at: path, in: other).map(put) ?? root
        case 3:
            // another place of this tree
            return (places.randomElement(using: &generator)).flatMap { value(at: $0, in: root) }.map(put) ?? root
        case 4:
            return (otherPlaces.randomElement(using: &generator)).flatMap { value(at: $0, in: other) }.map(put) ?? root
        case 5:
            guard case .array(let elements) = old, let element = elements.randomElement(using: &generator) else {
                return put(change(old, &generator))
            }
            return put(.array(elements + [element]))
        default: return put(change(old, &generator))
        }
    }

    private static func change(_ value: JSONValue, _ generator: inout some RandomNumberGenerator) -> JSONValue {
        switch value {
        case .bool(let isTrue): return .bool(!isTrue)
        case .string: return .string(words.randomElement(using: &generator) ?? "")
        case .number(let number): return .number(change(number, &generator))
        case .array(let elements):
            guard let index = elements.indices.randomElement(using: &generator) else { return value }
            var elements = elements
            elements[index] = change(elements[index], &generator)
            return .array(elements)
        case .object, .null: return value
        }
    }

    private static func change(_ number: JSONNumber, _ generator: inout some RandomNumberGenerator) -> JSONNumber {
        guard let integer = number.integer else { return JSONNumber(Int.random(in: -9...9, using: &generator)) }
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: return JSONNumber(integer &+ 1)
        case 1: return JSONNumber(integer &- 1)
        case 2: return JSONNumber(0 &- integer)
        case 3: return JSONNumber(0)
        case 4: return JSONNumber(integer / 2)
        case 5: return JSONNumber(integer &* 2)
        case 6: return JSONNumber(integer &+ Int.random(in: -64...64, using: &generator))
        case 7: return JSONNumber(integer &+ (1 << Int.random(in: 0...52, using: &generator)))
        case 8: return JSONNumber(integer &- (1 << Int.random(in: 0...52, using: &generator)))
        case 9:
            return JSONNumber(
                [Int.max, Int.min, 1 << 24, 1_000_000_000, -1_000_000_000, 100_000, -100_000, 16384].randomElement(
                    using: &generator) ?? 0)
        case 10: return JSONNumber(integer ^ (1 << Int.random(in: 0...5, using: &generator)))
        default: return JSONNumber(Int.random(in: -9...9, using: &generator))
        }
    }
}
