import Certify
import Foundation
import Gaussian
import Rigor
import TestSupport

/// Points of the Gaussian ReLU landscape that several suites use.
enum GaussianReLUSamples {
    /// The spurious minimum of Safran & Shamir for k = n = 6 in the digits they print, neuron by neuron.
    static let printedMinimum: [Double] = {
        var neurons = [[Double]]()
        for i in 0..<5 {
            neurons.append((0..<5).map { $0 == i ? 0.9867038222 : -0.0504134004 } + [0.3080109832])
        }
        neurons.append([Double](repeating: 0.2245158008, count: 5) + [-0.6015119236])
        return neurons.flatMap { $0 }
    }()

    static func random(_ landscape: GaussianReLULandscape, _ generator: inout SeededGenerator) -> [Dyadic] {
        Sample.point(landscape.parameterCount, &generator)
    }

    static func exact(_ point: [Double]) -> [Dyadic] { point.map { Dyadic(exactly: $0) ?? .zero } }

    /// The released end points that lie beside the repository on some machines.
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/safran-shamir").path

    static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".npz") }.sorted().map { folder + "/" + $0 }
    }()
}

func sine(_ x: Double) -> Double { sin(x) }
func cosine(_ x: Double) -> Double { cos(x) }
func acosine(_ x: Double) -> Double { acos(x) }
func arcsine(_ x: Double) -> Double { asin(x) }
