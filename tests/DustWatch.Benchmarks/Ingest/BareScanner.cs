namespace DustWatch.Benchmarks.Ingest;

/// <summary>
/// Reads <c>{"ts":DIGITS,"NAME":DIGITS.DIGITS}</c> written just so, and nothing else: what decoding costs at the least. Names nothing, checks nothing.
/// </summary>
internal static class BareScanner
{
    private const int BeforeTime = 6; // {"ts":
    private const int FirstDecimal = 100_000;

    /// <summary>One sample: its time in ms and its value in 10⁻⁶.</summary>
    public static (long Time, long Value) Scan(ReadOnlySpan<byte> payload)
    {
        unchecked
        {
            var at = BeforeTime;
            var time = 0L;
            for (; payload[at] != ','; at++)
            {
                time = (time * 10) + payload[at] - '0';
            }

            at += payload[at..].IndexOf((byte)':') + 1;
            var value = 0L;
            for (; payload[at] != '.'; at++)
            {
                value = (value * 10) + payload[at] - '0';
            }

            value *= FirstDecimal * 10;
            at++;
            for (var weight = FirstDecimal; payload[at] != '}'; weight /= 10)
            {
                value += (payload[at++] - '0') * weight;
            }

            return (time, value);
        }
    }
}
