namespace DustWatch.Dashboard.Monitoring;

/// <summary>A histogram of seconds with fixed bounds. Any thread.</summary>
internal sealed class Histogram
{
    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly long[] _counts = new long[Bounds.Length + 1]; // [bound], the last above all
    private long _microseconds;

    /// <summary>Counts one duration.</summary>
    public void Observe(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _microseconds, (long)duration.TotalMicroseconds);
    }

    /// <summary>Writes it as Prometheus text.</summary>
    public void WriteTo(MetricsText text, string name, string help)
    {
        text.Describe(name, help, "histogram");
        var total = 0L;
        for (var i = 0; i < Bounds.Length; i++)
        {
            total += Interlocked.Read(ref _counts[i]);
            text.Add($"{name}_bucket", total, ("le", MetricsText.Format(Bounds[i])));
        }

        total += Interlocked.Read(ref _counts[^1]);
        text.Add($"{name}_bucket", total, ("le", "+Inf"));
        text.Add($"{name}_sum", Interlocked.Read(ref _microseconds) / 1e6);
        text.Add($"{name}_count", total);
    }
}
