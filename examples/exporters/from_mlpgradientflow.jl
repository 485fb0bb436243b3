# Results of MLPGradientFlow.jl -> candidates for `certify`.
#
#     using Pkg; Pkg.add("NPZ")
#     include("from_mlpgradientflow.jl")
#     results = [train(net, random_params(net)) for _ in 1:20]
#     export_students("students.npz", results)
#
# The conventions of MLPGradientFlow: `w1` is (neurons, inputs) and `w2` (outputs, neurons), each with the biases, if the layer has any, as last column;
# they become the arrays b and c. The loss is the sum of squares divided by the number of points, without 1/2. Its `gnorm` is the largest component of the
# gradient, not the Euclidean norm that `grad_norm` means, and is left out. NPZ.jl writes column-major arrays and says so; `certify` reads them as what they are.

using NPZ

"""
    export_students(path, results)

Write the end points of `results`, dictionaries that `train` returned for nets of one hidden layer and a linear output, to the .npz file `path`.
"""
function export_students(path, results)
    specs = [r["layerspec"] for r in results]
    all(s -> length(s) == 2 && s[2][2] == "identity", specs) || error("expected nets of one hidden layer and a linear output")
    allequal(specs) || error("the nets differ")
    (_, _, has_bias), (_, _, has_output_bias) = specs[1]
    # (students, neurons, inputs) and (students, neurons, outputs)
    w = permutedims(stack([Matrix{Float64}(r["x"]["w1"]) for r in results]), (3, 1, 2))
    a = permutedims(stack([Matrix{Float64}(r["x"]["w2"]) for r in results]), (3, 2, 1))
    arrays = Dict{String,Any}(
        "loss" => Float64[r["loss"] for r in results],
        # NPZ.jl writes numbers alone: the text as its UTF-8 bytes
        "conventions" => Vector{UInt8}("""{"axes": "neurons-inputs", "loss": "mean"}"""),
    )
    if has_bias
        arrays["b"] = w[:, :, end]
        w = w[:, :, 1:end-1]
    end
    if has_output_bias
        c = a[:, end, :]
        arrays["c"] = size(c, 2) == 1 ? c[:, 1] : c
        a = a[:, 1:end-1, :]
    end
    arrays["w"] = w
    arrays["a"] = size(a, 3) == 1 ? a[:, :, 1] : a
    npzwrite(path, arrays)
end
