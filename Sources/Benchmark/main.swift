// Measures what rigour costs on the reference problem at width 5, as processor time and as ratios within one run.
//
//     swift run -c release certify-benchmark [pieces] [verdicts] [tiers [--cases N]]
//
// pieces: one enclosure in each arithmetic, beside Arb (examples/benchmark/arb.py, where python-flint is installed).
// verdicts: a verdict of each kind, beside a Hessian with its eigenvalues in NumPy and JAX
// (examples/benchmark/peers.py). How a whole run grows with its input, and its memory: examples/benchmark/growth.py.
//
// tiers: no time at all, but whether float64 and double-double enclosures hold the values of 256 bits, on N random
// students over all activations (100000; some minutes). Only when asked for.
import Certify
import Foundation
import Interchange
import Rigor

ApproximateLinearAlgebra.useOneThread()
let arguments = Set(CommandLine.arguments.dropFirst())
if arguments.contains("tiers") {
    let words = CommandLine.arguments, place = words.firstIndex(of: "--cases")
    Tiers.compare(cases: place.flatMap { words.dropFirst($0 + 1).first }.flatMap { Int($0) } ?? 100_000)
    exit(0)
}
let parts = arguments.isEmpty ? ["pieces", "verdicts"] : arguments
guard let narrow = try? CandidateFile(contentsOf: "examples/candidates/width4.npz"),
    let wide = try? CandidateFile(contentsOf: "examples/candidates/width5.npz"),
    let campaign = try? CandidateFile(contentsOf: "examples/campaign/width-5.npz")
else { fatalError("run from the top of the repository") }
if parts.contains("pieces") { try Pieces.measure(at: wide.candidates[3]) }
if parts.contains("verdicts") { Verdicts.measure(endPoints: campaign.candidates, narrow: narrow.candidates) }
