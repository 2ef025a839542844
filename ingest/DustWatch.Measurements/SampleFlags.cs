namespace DustWatch.Measurements;

/// <summary>The letters of the flags, and what they mean for judging.</summary>
public static class SampleFlags
{
    private const string Letters = "NTMCDFSB"; // [flag]

    /// <summary>Whether a sample with this flag is an exposure (N, T), not only a mark against coverage.</summary>
    public static bool IsValid(this SampleFlag flag) => flag <= SampleFlag.OverRange;

    /// <summary>The letter on every wire.</summary>
    public static char Letter(this SampleFlag flag) => Letters[(int)flag];

    /// <summary>Reads a letter; nothing at all is <see cref="SampleFlag.Valid"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out SampleFlag flag)
    {
        flag = SampleFlag.Valid;
        if (text.IsEmpty)
        {
            return true;
        }

        int letter = text.Length == 1 ? text[0] : 0;
        for (var i = 0; i < Letters.Length; i++)
        {
            if (Letters[i] == letter)
            {
                flag = (SampleFlag)i;
                return true;
            }
        }

        return false;
    }
}
