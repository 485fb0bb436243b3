#!/usr/bin/env bash
# Builds the wheel: examples/python/dist/certify_critical_points-VERSION-py3-none-PLATFORM.whl, which needs neither Swift nor a Debian package.
#
#     examples/python/wheel/build.sh [folder for the wheel]
#
# Debian 12, a Swift 6 toolchain, .ci/install build, and the packages liblapack-dev, libblas-dev, libgfortran-12-dev, libstdc++-12-dev.
# The Swift runtime and the reference BLAS and LAPACK are linked statically (36 MB of OpenBLAS and 34 MB of ICU's tables stay out); MPFR, GMP, Nettle and NLopt
# lie beside the program as shared libraries, which can be exchanged: its run path is $ORIGIN.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
output=$(realpath -m "${1:-$here/../dist}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
multiarch=$(cc -print-multiarch)
system=/usr/lib/$multiarch

# What stands in $work/static is found first: archives under the names that Sources/CLAPACK links.
mkdir -p "$work/static" "$work/pc"
cc -O2 -c "$here/icu_stub.c" -o "$work/icu_stub.o" -DICU_DATA=certify_icu_stub
cc -O2 -c "$here/openblas_stub.c" -o "$work/openblas_stub.o"
cp "$system/blas/libblas.a" "$work/static/libopenblas.a"
ar r "$work/static/libopenblas.a" "$work/openblas_stub.o"
ln -s "$system/liblapacke.a" "$system/libz.a" "$work/static"
for name in gfortran quadmath; do ln -s "$(cc -print-file-name=lib$name.a)" "$work/static"; done
# SwiftPM has no option that puts a folder first; the description of a library does.
sed "s|^Libs:|Libs: -L$work/static|" "$system/pkgconfig/nettle.pc" > "$work/pc/nettle.pc"
icu=$(nm -A "$(dirname "$(dirname "$(realpath "$(command -v swiftc)")")")/lib/swift_static/linux/lib_FoundationICU.a" 2>/dev/null \
    | grep -oE ' R icudt[0-9]+_dat' | cut -d' ' -f3 | sort -u)

cd "$root"
PKG_CONFIG_PATH="$work/pc" swift build -c release --static-swift-stdlib --product certify \
    -Xlinker "$work/icu_stub.o" -Xlinker --defsym -Xlinker "$icu=certify_icu_stub" \
    -Xlinker "$system/liblapacke.a" -Xlinker "$system/lapack/liblapack.a" -Xlinker "$work/static/libopenblas.a" \
    -Xlinker "$work/static/libgfortran.a" -Xlinker "$work/static/libquadmath.a"
program="$root/.build/release/certify"

# The package, with the program, the libraries that no manylinux system has, the notices, and the Coq theory that `certify prove` compiles.
cp -r "$here/../pyproject.toml" "$here/../README.md" "$here/../certify" "$work"
cp "$root/LICENSE" "$work"
find "$work/certify" -name __pycache__ -prune -exec rm -rf {} +
(cd "$root" && find proofs \( -path proofs/certificates -o -path proofs/tests \) -prune -o -type f \( -name '*.v' -o -name Makefile -o -name 'axioms.*' \) -exec cp --parents -t "$work/certify" {} +)
mkdir -p "$work/certify/bin"
strip -o "$work/certify/bin/certify" "$program"
ldd "$program" | sed -n 's/.* => \([^ ]*\) .*/\1/p' | while read -r library; do
    case "$(basename "$library")" in
        libc.so.*|libm.so.*|libdl.so.*|libpthread.so.*|librt.so.*|libutil.so.*|libz.so.*|libstdc++.so.*|libgcc_s.so.*) ;;
        libmpfr.so.*|libgmp.so.*|libnettle.so.*|libnlopt.so.*) cp -L "$library" "$work/certify/bin/" ;;
        *) echo "the program needs $library, which no notice covers" >&2; exit 1 ;;
    esac
done
{
    cat "$here/LICENSES.md"
    for package in libgmp10 libmpfr6 libnettle8 libnlopt0 liblapack3 liblapacke libquadmath0 zlib1g; do
        printf '\n## %s\n\n' "$package"
        cat "/usr/share/doc/$package/copyright"
    done
    for file in "$root"/.build/checkouts/swift-argument-parser/LICENSE.txt "$(dirname "$(dirname "$(realpath "$(command -v swiftc)")")")"/share/swift/LICENSE.txt; do
        [ ! -f "$file" ] || { printf '\n## %s\n\n' "$(basename "$(dirname "$file")")"; cat "$file"; }
    done
} > "$work/certify/bin/LICENSES.md"

# A wheel for any Python 3 on this kind of machine: the newest glibc that a carried file asks for names the platform, as auditwheel does.
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'setuptools>=77' wheel
mkdir "$work/wheel"
"$work/venv/bin/pip" wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir "$work/wheel" "$work"
glibc=$(objdump -T "$work/certify/bin/certify" "$work/certify/bin/"*.so.* | grep -oE 'GLIBC_2\.[0-9]+' | sort -Vu | tail -1)
"$work/venv/bin/python" -m wheel tags --remove --python-tag py3 --abi-tag none \
    --platform-tag "manylinux_2_${glibc#GLIBC_2.}_$(uname -m)" "$work/wheel/"*.whl > /dev/null
mkdir -p "$output"
cp "$work/wheel/"*.whl "$output"
ls -l "$output"/*.whl
