"""The text of which hashes and seals are taken."""
import hashlib
import json


def text_of(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Spelled(str):
    """A number as it is spelled."""


def once(pairs):
    """An object, unless a key stands twice."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def seal(line):
    """That of a certificate: of its text without `seal` and `seconds`, numbers with the digits they have."""
    value = json.loads(line, parse_int=Spelled, parse_float=Spelled, object_pairs_hook=once)

    def write(v):
        if isinstance(v, Spelled):
            return str(v)
        if isinstance(v, dict):
            return "{" + ",".join(text_of(k) + ":" + write(x) for k, x in v.items()) + "}"
        if isinstance(v, list):
            return "[" + ",".join(write(x) for x in v) + "]"
        return text_of(v)
    return sha256(write({k: v for k, v in value.items() if k not in ("seal", "seconds")}))
