/** 128 buckets an octave: a bucket is at most 1/128 of its lower bound wide. */
const BITS = 7
const PER_OCTAVE = 1 << BITS

/** Octaves of microseconds from 1 us: 2^32 us is 71 minutes, longer than any request timeout. */
const OCTAVES = 32

/** Number of buckets; the first also takes everything below 1 us, the last everything above the range. */
export const FINE_BUCKETS = PER_OCTAVE * OCTAVES

/** Largest relative error of a value read back from its bucket's middle (0.39 %): half a bucket over its lower bound. */
export const RELATIVE_ERROR = 0.5 / PER_OCTAVE

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
const EXPONENT_SHIFT = 20 - BITS // the upper word of a double: 1 sign, 11 exponent, 20 mantissa bits (IEEE 754)
const EXPONENT_BIAS = 1023 << BITS
const UPPER_WORD = upperWord()

/** The bucket of a value in microseconds, straight from the bits of the double: its exponent and first mantissa bits. */
export function bucketOf(us: number): number {
  if (us < 1) return 0
  float[0] = us
  const bucket = ((words[UPPER_WORD] ?? 0) >>> EXPONENT_SHIFT) - EXPONENT_BIAS
  return bucket < FINE_BUCKETS ? bucket : FINE_BUCKETS - 1
}

/** First value that lies above the bucket, microseconds. */
export function bucketUpperUs(bucket: number): number {
  return boundUs(bucket, 1)
}

/** The middle of the bucket, microseconds: what a quantile reads. */
export function bucketValueUs(bucket: number): number {
  return boundUs(bucket, 0.5)
}

function boundUs(bucket: number, share: number): number {
  return 2 ** (bucket >> BITS) * (1 + ((bucket & (PER_OCTAVE - 1)) + share) / PER_OCTAVE)
}

/** Where this machine's byte order puts the upper word. */
function upperWord(): 0 | 1 {
  const probe = new Uint32Array(new Float64Array([1]).buffer)
  return probe[0] === 0 ? 1 : 0
}
