import Formats
import Rigor

@testable import Interchange

/// One step down into a JSON value.
enum Step: Hashable, CustomStringConvertible {
    case key(String)
    case index(Int)

    var description: String {
        switch self {
        case .key(let key): key
        case .index(let index): "\(index)"
        }
    }
}

/// A place in a certificate.
struct Place: Hashable, CustomStringConvertible {
    var steps: [Step]

    /// "argument.isolated_point.basis.*": indices written as stars.
    var pattern: String {
        steps.map { if case .index = $0 { "*" } else { "\($0)" } }.joined(separator: ".")
    }

    var description: String { steps.map(\.description).joined(separator: ".") }
}

extension JSONValue {
    subscript(steps: ArraySlice<Step>) -> JSONValue {
        get {
            guard let first = steps.first else { return self }
            switch (self, first) {
            case (.object(let object), .key(let key)): return (object[key] ?? .null)[steps.dropFirst()]
            case (.array(let elements), .index(let index)): return elements[index][steps.dropFirst()]
            default: preconditionFailure("there is no \(first) here")
            }
        }
        set {
            guard let first = steps.first else {
                self = newValue
                return
            }
            switch (self, first) {
            case (.object(var object), .key(let key)):
                var inner = object[key] ?? .null
                inner[steps.dropFirst()] = newValue
                object[key] = inner
                self = .object(object)
            case (.array(var elements), .index(let index)):
                elements[index][steps.dropFirst()] = newValue
                self = .array(elements)
            default: preconditionFailure("there is no \(first) here")
            }
        }
    }

    func replacing(_ place: Place, by value: JSONValue) -> JSONValue {
        var copy = self
        copy[place.steps[...]] = value
        return copy
    }

    func removing(_ place: Place) -> JSONValue {
        var copy = self
        guard case .key(let key) = place.steps.last, case .object(var object) = self[place.steps.dropLast()] else {
            preconditionFailure("only keys are removed")
        }
        object[key] = nil
        copy[place.steps.dropLast()] = .object(object)
        return copy
    }

    /// Every leaf: texts, truth values, integers, and exact numbers [mantissa, exponent] as one.
    var leaves: [(place: Place, value: JSONValue)] { leaves(at: []) }

    private func leaves(at steps: [Step]) -> [(place: Place, value: JSONValue)] {
        if isExactNumber { return [(Place(steps: steps), self)] }
        switch self {
        case .object(let object): return object.members.flatMap { $0.value.leaves(at: steps + [.key($0.key)]) }
        case .array(let elements): return elements.enumerated().flatMap { $1.leaves(at: steps + [.index($0)]) }
        default: return [(Place(steps: steps), self)]
        }
    }

    /// Every member of every object.
    var members: [Place] { members(at: []) }

    private func members(at steps: [Step]) -> [Place] {
        switch self {
        case .object(let object):
            return object.members.flatMap {
                [Place(steps: steps + [.key($0.key)])] + $0.value.members(at: steps + [.key($0.key)])
            }
        case .array(let elements): return elements.enumerated().flatMap { $1.members(at: steps + [.index($0)]) }
        default: return []
        }
    }

    var isExactNumber: Bool {
        if case .array(let parts) = self, parts.count == 2, case .number = parts[0], case .number = parts[1] {
            return true
        }
        return false
    }

    /// The exact number here.
    var dyadic: Dyadic? { isExactNumber ? try? ExactNumberCoding.dyadic(JSONCursor(self, file: "leaf")) : nil }

    /// The certificate with the seal that fits it, as an adversary would write it.
    var sealedAgain: JSONValue {
        guard case .object(var object) = self else { return self }
        object["seal"] = .string(CertificateCoding.seal(of: object))
        return .object(object)
    }
}
