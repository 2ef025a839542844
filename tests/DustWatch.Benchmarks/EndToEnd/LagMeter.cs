using System.Diagnostics;
using System.Globalization;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>How far the readers of the log are behind it: as time, the age of the oldest record that one of them has not taken yet.</summary>
internal sealed class LagMeter(ServedProcess server)
{
    private const string EndName = "dustwatch_log_end ";
    private const string PositionName = "dustwatch_consumer_position{";
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly List<(long End, long Time)> _ends = []; // rising; time as timestamp

    /// <summary>Notes where the log ends, again and again, until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            _ends.Add(((await ReadAsync()).End, Stopwatch.GetTimestamp()));
            await Task.Delay(Period, CancellationToken.None);
        }
    }

    /// <summary>The lag now of the reader that is furthest behind, and its name. Since <see cref="WatchAsync"/> ended.</summary>
    public async Task<(double Seconds, string Consumer)> MeasureAsync()
    {
        var (_, positions) = await ReadAsync();
        var now = Stopwatch.GetTimestamp();
        var (name, position) = positions.MinBy(p => p.Position);
        var waiting = _ends.Find(end => end.End > position);
        return (waiting == default ? 0 : Stopwatch.GetElapsedTime(waiting.Time, now).TotalSeconds, name);
    }

    /// <summary>Waits until every reader has taken all that is in the log now.</summary>
    public async Task CatchUpAsync()
    {
        var (end, _) = await ReadAsync();
        while ((await ReadAsync()).Positions.Min(p => p.Position) < end)
        {
            await Task.Delay(Period);
        }
    }

    private async Task<(long End, IReadOnlyList<(string Name, long Position)> Positions)> ReadAsync()
    {
        var lines = (await server.MetricsAsync()).Split('\n');
        return (
            ValueOf(lines.First(line => line.StartsWith(EndName, StringComparison.Ordinal))),
            [.. lines.Where(line => line.StartsWith(PositionName, StringComparison.Ordinal)).Select(line => (line.Split('"')[1], ValueOf(line)))]);
    }

    private static long ValueOf(string line) => (long)double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
}
