using System.Diagnostics;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>One way of sending to one target: what is measured in a turn.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Target">Who takes the messages.</param>
/// <param name="Publishers">Its connections, open from the first round to the last.</param>
/// <param name="Chunks">Chunks of each connection in a turn.</param>
/// <param name="IsBehindBroker">Whether the target gets the messages only from the broker that they are sent to: then they are waited for.</param>
internal sealed record Lane(string Name, ITarget Target, IReadOnlyList<Publisher> Publishers, int Chunks, bool IsBehindBroker = false) : IDisposable
{
    /// <summary>Messages of a turn.</summary>
    public long Messages => (long)Publishers.Count * Chunks * Publisher.ChunkMessages;

    /// <summary>Signs its devices in at the target.</summary>
    public static async Task<Lane> OpenAsync(string name, ITarget target, bool isQos1, int chunks, bool isBehindBroker = false)
    {
        var publishers = new List<Publisher>();
        for (var i = 0; i < IngestMessages.DevicesEach; i++)
        {
            var device = isQos1 ? IngestMessages.DevicesEach + i : i;
            publishers.Add(await Publisher.ConnectAsync(target.Port, device, hasSubscriber: target is MosquittoProcess));
        }

        return new Lane(name, target, publishers, chunks, isBehindBroker);
    }

    public void Dispose()
    {
        foreach (var publisher in Publishers)
        {
            publisher.Dispose();
        }
    }

    /// <summary>Sends a turn's messages.</summary>
    /// <returns>What the target spent, and the time that went by.</returns>
    /// <exception cref="InvalidOperationException">The target counts messages, and not as many came.</exception>
    public async Task<(TargetMark Spent, double WallSeconds)> RunAsync()
    {
        var before = await Target.MarkAsync();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Publishers.Select(publisher => Task.Run(() => publisher.PublishAsync(Chunks))));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = await Target.MarkAsync(IsBehindBroker ? before.Messages + Messages : 0);
        seconds = IsBehindBroker ? Stopwatch.GetElapsedTime(start).TotalSeconds : seconds;
        var spent = new TargetMark(
            after.CpuSeconds - before.CpuSeconds, after.Messages - before.Messages, after.Allocated - before.Allocated, after.Resident - before.Resident);
        return spent.Messages == 0 || spent.Messages == Messages
            ? (spent, seconds)
            : throw new InvalidOperationException($"{Name}: {Messages} messages were sent, and {spent.Messages} were taken.");
    }
}
