using System.Buffers;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;
using DustWatch.Simulator.Feed;

namespace DustWatch.Simulator.Replay;

/// <summary>
/// Sends recorded samples to a running system: at their own pace times a speed, or, without one, as fast as they are acknowledged. A point's samples
/// go in their order, one message after the other.
/// </summary>
/// <param name="file">What to send.</param>
/// <param name="publish">How.</param>
/// <param name="clock">For the pace.</param>
public sealed class Replayer(ReplayFile file, PublishAsync publish, TimeProvider clock)
{
    /// <summary>Samples in one message when nothing is waited for: some 20 kB.</summary>
    public const int SamplesMaximum = 500;

    private const int MessagesUnderWay = 8;

    /// <summary>Sends everything.</summary>
    /// <param name="speed">How many times faster than recorded; null: as fast as it goes.</param>
    /// <param name="onProgress">Called with the number of samples acknowledged so far.</param>
    /// <param name="cancellationToken">Ends it; what is under way may still arrive.</param>
    public Task RunAsync(double? speed, Action<int> onProgress, CancellationToken cancellationToken) =>
        speed is { } times ? PaceAsync(times, onProgress, cancellationToken) : RushAsync(onProgress, cancellationToken);

    private string TopicOf(int point) => $"dustwatch/v1/{file.Registry.Points[point].Enterprise}/{file.Registry.Points[point].Id}/data";

    private async Task RushAsync(Action<int> onProgress, CancellationToken cancellationToken)
    {
        var sent = 0;
        var points = file.Samples.GroupBy(s => s.Point);
        var options = new ParallelOptions { MaxDegreeOfParallelism = MessagesUnderWay, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(points, options, async (samples, token) =>
        {
            var topic = TopicOf(samples.Key);
            var output = new ArrayBufferWriter<byte>();
            foreach (var chunk in samples.Chunk(SamplesMaximum))
            {
                await SendAsync(topic, chunk, output, token);
                onProgress(Interlocked.Add(ref sent, chunk.Length));
            }
        });
    }

    // Samples of the same instant go together, a message a point; the next instant waits for its time.
    private async Task PaceAsync(double speed, Action<int> onProgress, CancellationToken cancellationToken)
    {
        var sent = 0;
        var start = clock.GetTimestamp();
        var output = new ArrayBufferWriter<byte>();
        foreach (var instant in file.Samples.GroupBy(s => s.Time))
        {
            var due = TimeSpan.FromMilliseconds((instant.Key - file.Samples[0].Time) / speed);
            var wait = due - clock.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellationToken);
            }

            foreach (var point in instant.GroupBy(s => s.Point))
            {
                Sample[] samples = [.. point];
                await SendAsync(TopicOf(point.Key), samples, output, cancellationToken);
                onProgress(sent += samples.Length);
            }
        }
    }

    private ValueTask SendAsync(string topic, Sample[] samples, ArrayBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        output.ResetWrittenCount();
        JsonSamples.Write(output, samples);
        return publish(topic, output.WrittenMemory, cancellationToken);
    }
}
