using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using DustWatch.Ingest.Decoding;
using DustWatch.Measurements;
using DustWatch.Simulator.Replay;
using NUnit.Framework;

namespace DustWatch.Tests.Simulator;

internal sealed class ReplayTests
{
    private const string Recorded = """
        point,quantity,ts,value,flag
        a,dust_respirable,3000,0.3,N
        a,dust_respirable,1000,0.1,N
        b,noise_laeq,1000,80.5,
        a,dust_respirable,2000,0.2,M
        a,nonsense,2000,0.2,N
        """;

    private string _file = "";

    [SetUp]
    public void Write() => File.WriteAllText(_file = Path.GetTempFileName(), Recorded);

    [TearDown]
    public void Delete() => File.Delete(_file);

    [Test]
    public void Reads_by_time_and_names_what_it_passes_over()
    {
        var bad = new List<BadLine>();

        var file = ReplayFile.Read(_file, registry: null, "own", bad.Add);

        Assert.That(file.Samples.Select(s => s.Time.Milliseconds), Is.EqualTo(new[] { 1000, 1000, 2000, 3000 }));
        Assert.That(file.Registry.Points.Select(p => (p.Id, p.Enterprise)), Is.EqualTo(new[] { ("a", "own"), ("b", "own") }));
        Assert.That(bad.Select(b => b.Line), Is.EqualTo(new[] { 6 }));
    }

    [Test]
    public void Moves_the_last_sample_to_the_end_and_all_others_with_it()
    {
        var file = ReplayFile.Read(_file, registry: null, "own", _ => { }).EndingAt(new Instant(1_000_000));

        Assert.That(file.Samples.Select(s => s.Time.Milliseconds), Is.EqualTo(new[] { 998_000, 998_000, 999_000, 1_000_000 }));
    }

    [TestCase(null)]
    [TestCase(1e9)]
    public async Task Sends_each_sample_once_and_a_points_samples_in_order(double? speed)
    {
        var file = ReplayFile.Read(_file, registry: null, "own", _ => { });
        var sent = new ConcurrentQueue<(string Topic, string Payload)>();
        var progress = new ConcurrentQueue<int>();

        await new Replayer(file, Publish, TimeProvider.System).RunAsync(speed, progress.Enqueue, CancellationToken.None);

        Assert.That(TimesOf("dustwatch/v1/own/a/data"), Is.EqualTo(new[] { 1000, 2000, 3000 }));
        Assert.That(TimesOf("dustwatch/v1/own/b/data"), Is.EqualTo(new[] { 1000 }));
        Assert.That(progress.Max(), Is.EqualTo(4));

        ValueTask Publish(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            sent.Enqueue((topic, Encoding.UTF8.GetString(payload.Span)));
            return ValueTask.CompletedTask;
        }

        IEnumerable<long> TimesOf(string topic) => sent.Where(s => s.Topic == topic).SelectMany(s => Elements(s.Payload)).Select(e => e.GetProperty("ts").GetInt64());
    }

    [Test]
    public async Task Keeps_the_recorded_pace_times_the_speed()
    {
        var clock = new ManualTime();
        var file = ReplayFile.Read(_file, registry: null, "own", _ => { });
        var sent = new List<(long At, string Topic)>();
        var start = clock.GetUtcNow();

        var running = new Replayer(file, Publish, clock).RunAsync(speed: 2, _ => { }, CancellationToken.None);
        while (!running.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await running;
        Assert.That(sent.Select(s => s.At), Is.EqualTo(new[] { 0L, 0L, 500L, 1000L }).Within(100));

        ValueTask Publish(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            sent.Add(((long)(clock.GetUtcNow() - start).TotalMilliseconds, topic));
            return ValueTask.CompletedTask;
        }
    }

    private static List<JsonElement> Elements(string payload)
    {
        var json = JsonDocument.Parse(payload).RootElement;
        return json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
    }
}
