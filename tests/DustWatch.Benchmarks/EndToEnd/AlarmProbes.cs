using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DustWatch.Benchmarks.Ingest;

namespace DustWatch.Benchmarks.EndToEnd;

/// <summary>
/// Samples that raise an alert at once, each of a point of its own, on a schedule, and the time from when each was due to be published until a hub client is told. What is
/// lost to a generator that is late counts too.
/// </summary>
internal sealed class AlarmProbes : IDisposable
{
    private const string PointMark = "\"point\":\"a";
    private const string AlertMark = "\"target\":\"alert\"";
    private const int PointDigits = 5;
    private const int ReplyBufferBytes = 4096;
    private const string Alarm = "500000"; // mg/m3: one second of it exceeds the mean of a shift
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly long[] _due; // [point], timestamp
    private readonly long[] _told; // [point], timestamp; 0 when not
    private HubListener? _listener;
    private int _next;

    private AlarmProbes(Socket socket, int points) => (_socket, _due, _told) = (socket, new long[points], new long[points]);

    /// <summary>Connects a device and a dashboard.</summary>
    /// <param name="server">Signed in.</param>
    /// <param name="points">Points for one alert each: so many may be raised.</param>
    public static async Task<AlarmProbes> ConnectAsync(ServedProcess server, int points)
    {
        var probes = new AlarmProbes(await Publisher.ConnectAsync(server.MqttPort, device: null, "alarms", IPAddress.Loopback), points);
        probes._listener = await HubListener.ConnectAsync(server, probes.Take);
        _ = probes.ForgetRepliesAsync();
        return probes;
    }

    /// <summary>Raises alerts.</summary>
    /// <param name="rate">So many a second.</param>
    /// <param name="seconds">For so long.</param>
    /// <returns>Latencies of all of them, sorted, ms.</returns>
    /// <exception cref="InvalidOperationException">One was not told.</exception>
    public async Task<IReadOnlyList<double>> RunAsync(double rate, double seconds)
    {
        var (first, count, start) = (_next, (int)(rate * seconds), Stopwatch.GetTimestamp());
        for (var i = 0; i < count; i++, _next++)
        {
            _due[_next] = start + (long)(i / rate * Stopwatch.Frequency);
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _due[_next]) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait);
            }

            await _socket.SendAsync(MessageOf(_next));
        }

        var sent = Stopwatch.GetTimestamp();
        while (Enumerable.Range(first, count).Any(number => Volatile.Read(ref _told[number]) == 0))
        {
            _ = Stopwatch.GetElapsedTime(sent) < Patience ? 0 : throw new InvalidOperationException("The hub did not tell of an alert.");
            await Task.Delay(1);
        }

        return [.. Enumerable.Range(first, count).Select(number => Stopwatch.GetElapsedTime(_due[number], _told[number]).TotalMilliseconds).Order()];
    }

    public void Dispose()
    {
        _socket.Dispose();
        _listener?.Dispose();
    }

    private static byte[] MessageOf(int number) => RawPackets.PublishOf(
        EndToEndRegistry.TopicOf(EndToEndRegistry.AlarmPointOf(number)),
        string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}},"dust_respirable":{{Alarm}}}"""),
        (ushort)(number + 1));

    private void Take(ReadOnlySpan<byte> record)
    {
        var now = Stopwatch.GetTimestamp();
        if (record.IndexOf(Encoding.UTF8.GetBytes(AlertMark)) < 0 || record.IndexOf(Encoding.UTF8.GetBytes(PointMark)) is not (>= 0 and var at))
        {
            return;
        }

        var number = int.Parse(record.Slice(at + PointMark.Length, PointDigits), CultureInfo.InvariantCulture);
        Interlocked.CompareExchange(ref _told[number], now, 0); // the first of a sample's alerts
    }

    private async Task ForgetRepliesAsync()
    {
        var buffer = new byte[ReplyBufferBytes];
        try
        {
            while (await _socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed; the hub will not tell of what was not taken.
        }
    }
}
