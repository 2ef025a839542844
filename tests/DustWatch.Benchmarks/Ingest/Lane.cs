using System.Diagnostics;

namespace DustWatch.Benchmarks.Ingest;

/// <summary>One way of sending to one target: what is measured in a turn.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Target">Who takes the messages.</param>
/// <param name="Publishers">Its connections, open from the first round to the last.</param>
/// <param name="Chunks">Chunks of each connection in a turn.</param>
internal sealed record Lane(string Name, ITarget Target, IReadOnlyList<Publisher> Publishers, int Chunks)
{
    /// <summary>Messages of a turn.</summary>
    public long Messages => (long)Publishers.Count * Chunks * Publisher.ChunkMessages;

    /// <summary>Sends a turn's messages.</summary>
    /// <returns>What the target spent, and the time that went by.</returns>
    /// <exception cref="InvalidOperationException">The target counts messages, and not as many came.</exception>
    public async Task<(TargetMark Spent, double WallSeconds)> RunAsync()
    {
        var before = await Target.MarkAsync();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Publishers.Select(publisher => Task.Run(() => publisher.PublishAsync(Chunks))));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = await Target.MarkAsync();
        var spent = new TargetMark(
            after.CpuSeconds - before.CpuSeconds, after.Messages - before.Messages, after.Allocated - before.Allocated, after.Resident - before.Resident);
        return spent.Messages == 0 || spent.Messages == Messages
            ? (spent, seconds)
            : throw new InvalidOperationException($"{Name}: {Messages} messages were sent, and {spent.Messages} were taken.");
    }
}
