using System.Diagnostics;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>The generator: connections that send at one rate together.</summary>
internal sealed class EndToEndLoad : IDisposable
{
    private const int Connections = 16;
    private const double Unlimited = 1e8;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<OpenLoopPublisher> _publishers = [];

    /// <summary>Messages that were acknowledged.</summary>
    public long Acknowledged => _publishers.Sum(p => p.Acknowledged);

    /// <summary>Messages that were sent.</summary>
    public long Sent => _publishers.Sum(p => p.Sent);

    /// <summary>Connects to an endpoint.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="pointsMaximum">Points of all connections.</param>
    public static async Task<EndToEndLoad> ConnectAsync(int port, int pointsMaximum)
    {
        var load = new EndToEndLoad();
        for (var i = 0; i < Connections; i++)
        {
            var points = Enumerable.Range(0, pointsMaximum).Where(point => point % Connections == i).Select(EndToEndRegistry.PointOf).ToList();
            load._publishers.Add(await OpenLoopPublisher.ConnectAsync(port, $"load-{i}", new MessageStream(points)));
        }

        return load;
    }

    /// <summary>Sends for a while, from as many points as send ten times a second at this rate.</summary>
    /// <param name="rate">Messages a second of all connections.</param>
    /// <param name="seconds">How long.</param>
    /// <returns>How far the slowest connection was behind its schedule at the end, s.</returns>
    public async Task<double> RunAsync(double rate, double seconds) => await RunAsync((int)(rate * MessageStream.SpacingMilliseconds / 1000), rate, seconds);

    /// <summary>Sends for a while, as much as is taken.</summary>
    /// <param name="points">Points that send.</param>
    /// <param name="seconds">How long.</param>
    public Task SaturateAsync(int points, double seconds) => RunAsync(points, Unlimited, seconds);

    /// <summary>Waits until all that was sent is acknowledged.</summary>
    /// <returns>How long that took, s.</returns>
    /// <exception cref="InvalidOperationException">It never is.</exception>
    public async Task<double> SettleAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (Acknowledged < Sent)
        {
            _ = Stopwatch.GetElapsedTime(start) < Patience ? 0 : throw new InvalidOperationException("Not every message was acknowledged.");
            await Task.Delay(Period);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _publishers.ForEach(p => p.Dispose());

    /// <summary>Sends for a while.</summary>
    /// <param name="points">Points that do.</param>
    /// <param name="rate">Messages a second of all connections.</param>
    /// <param name="seconds">How long.</param>
    /// <returns>As above.</returns>
    public async Task<double> RunAsync(int points, double rate, double seconds) =>
        (await Task.WhenAll(_publishers.Select(p => Task.Run(() => p.RunAsync(points / Connections, rate / Connections, seconds))))).Max();
}
