namespace DustWatch.Simulator.Sensors;

/// <summary>Chance without a state: the same seed, stream and index give the same number, in whatever order they are asked for.</summary>
internal static class Chance
{
    /// <summary>64 even bits (SplitMix64's finisher over the mixed arguments).</summary>
    public static ulong Bits(int seed, int point, int stream, long index)
    {
        unchecked
        {
            var z = ((ulong)(uint)seed * 0xD6E8FEB86659FD93UL) ^ ((ulong)(uint)point * 0xA0761D6478BD642FUL)
                ^ ((ulong)(uint)stream * 0xE7037ED1A0B428DBUL) ^ ((ulong)index * 0x9E3779B97F4A7C15UL);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Evenly spread over [0, 1).</summary>
    public static double Even(int seed, int point, int stream, long index) => (Bits(seed, point, stream, index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Nearly normal, mean 0, standard deviation 1, never beyond ±3.5: the sum of four even numbers.</summary>
    public static double Normal(int seed, int point, int stream, long index)
    {
        var bits = Bits(seed, point, stream, index);
        var sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        return ((sum / 65536.0) - 2) * Math.Sqrt(3);
    }

    /// <summary>A smooth curve through a normal number every <paramref name="stepMilliseconds"/>.</summary>
    public static double Drift(int seed, int point, int stream, long milliseconds, long stepMilliseconds)
    {
        var (step, rest) = Math.DivRem(milliseconds, stepMilliseconds);
        var x = rest / (double)stepMilliseconds;
        var weight = x * x * (3 - (2 * x));
        return (Normal(seed, point, stream, step) * (1 - weight)) + (Normal(seed, point, stream, step + 1) * weight);
    }
}
