// Measures what rigour costs on the reference problem at width 5, as processor time and as ratios within one run.
//
//     swift run -c release certify-benchmark [pieces] [verdicts]
//
// pieces: one enclosure in each arithmetic, beside Arb (examples/benchmark/arb.py, where python-flint is installed).
// verdicts: a verdict of each kind, beside a Hessian with its eigenvalues in NumPy and JAX
// (examples/benchmark/peers.py). How a whole run grows with its input, and its memory: examples/benchmark/growth.py.
import Certify
import Interchange
import Rigor

ApproximateLinearAlgebra.useOneThread()
let arguments = Set(CommandLine.arguments.dropFirst()), parts = arguments.isEmpty ? ["pieces", "verdicts"] : arguments
guard let narrow = try? CandidateFile(contentsOf: "examples/candidates/width4.npz"),
    let wide = try? CandidateFile(contentsOf: "examples/candidates/width5.npz"),
    let campaign = try? CandidateFile(contentsOf: "examples/campaign/width-5.npz")
else { fatalError("run from the top of the repository") }
if parts.contains("pieces") { try Pieces.measure(at: wide.candidates[3]) }
if parts.contains("verdicts") { Verdicts.measure(endPoints: campaign.candidates, narrow: narrow.candidates) }
