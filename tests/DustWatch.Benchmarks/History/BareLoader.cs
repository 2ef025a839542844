using System.Buffers;
using System.Net.Http.Headers;
using DustWatch.Backends.Influx;
using DustWatch.Ingest.Log;

namespace DustWatch.Benchmarks.History;

/// <summary>Bodies that are encoded before the clock starts, posted as fast as the server takes them, as many at once as the writer does.</summary>
internal sealed class BareLoader(Uri address, InfluxOptions options) : IDisposable
{
    private readonly HttpClient _http = new();

    /// <summary>Makes the bodies of some records.</summary>
    public Queue<ReadOnlyMemory<byte>> Encode(IReadOnlyList<LogRecord> records, SampleLines lines)
    {
        var bodies = new Queue<ReadOnlyMemory<byte>>();
        foreach (var record in records)
        {
            foreach (var samples in ((SampleBatch)record).Samples.ToArray().Chunk(options.BatchLinesMaximum))
            {
                var text = new ArrayBufferWriter<byte>();
                foreach (ref readonly var sample in samples.AsSpan())
                {
                    lines.TryWrite(sample, text);
                }

                bodies.Enqueue(text.WrittenMemory);
            }
        }

        return bodies;
    }

    public Task PostAsync(Queue<ReadOnlyMemory<byte>> bodies) => Task.WhenAll(Enumerable.Range(0, options.InFlightMaximum).Select(_ => PostAllAsync(bodies)));

    public void Dispose() => _http.Dispose();

    private async Task PostAllAsync(Queue<ReadOnlyMemory<byte>> bodies)
    {
        while (true)
        {
            ReadOnlyMemory<byte> body;
            lock (bodies)
            {
                if (!bodies.TryDequeue(out body))
                {
                    return;
                }
            }

            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
            using var answer = await _http.PostAsync(address, content);
            answer.EnsureSuccessStatusCode();
        }
    }
}
