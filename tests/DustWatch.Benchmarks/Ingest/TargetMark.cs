using System.Globalization;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>How a target stands, as it says itself.</summary>
/// <param name="CpuSeconds">User and system time of its process so far.</param>
/// <param name="Messages">Messages that it has taken so far; 0 where it does not count them.</param>
/// <param name="Allocated">Bytes allocated so far, all threads; 0 where that is not known.</param>
/// <param name="Resident">Bytes of memory that it holds now.</param>
internal sealed record TargetMark(double CpuSeconds, long Messages, long Allocated, long Resident)
{
    /// <summary>Reads what <see cref="ToLine"/> has written.</summary>
    public static TargetMark Read(string line)
    {
        var parts = line.Split(' ');
        return new(
            double.Parse(parts[0], CultureInfo.InvariantCulture),
            long.Parse(parts[1], CultureInfo.InvariantCulture),
            long.Parse(parts[2], CultureInfo.InvariantCulture),
            long.Parse(parts[3], CultureInfo.InvariantCulture));
    }

    /// <summary>One line for a pipe.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{CpuSeconds} {Messages} {Allocated} {Resident}");
}
