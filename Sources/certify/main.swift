import Certify
import Formats
import Interchange
import Landscape
import Rigor

let file = try CandidateFile(contentsOf: CommandLine.arguments[1])
ApproximateLinearAlgebra.useOneThread()
let landscape = TwoLayerLandscape(problem: .reference, width: file.width)
let worker = Certifier(landscape: landscape).makeWorker()
let check = CertificateCheck(landscape: landscape)
var counts: [String: Int] = [:]
for candidate in file.candidates {
    let c = worker.certify(candidate)
    var extra = ""
    do { try check.check(c) } catch { extra = "CHECK FAILED: \(error)" }
    counts[c.verdict.name, default: 0] += 1
    var text = ""
    switch c.verdict {
    case .localMinimum(let p, let g): text = "\(g.rawValue) loss \(p.loss.lower) lam \(p.smallestEigenvalue.lower) dist \(p.distanceUpper)"
    case .saddle(let p): text = "index \(p.indexLower) loss \(p.loss.lower) lam \(p.smallestEigenvalue.lower) dist \(p.distanceUpper)"
    case .notCritical(let n, let nearest): text = "radius \(n.radius) nearest \(nearest?.name ?? "-") \(nearest?.criticalPoint?.distanceUpper ?? 0)"
    case .undecided(let r): text = "\(r)"
    default: break
    }
    print(candidate.index, c.verdict.name, c.bits, text, c.rungs.map(\.bits), Int(c.seconds * 1e4), extra)
}
print(counts)
