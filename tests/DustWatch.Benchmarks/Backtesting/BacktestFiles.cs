using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace DustWatch.Benchmarks.Backtesting;

/// <summary>What a backtest reads, in a folder: points of respirable dust that send once a second, their lines in turn.</summary>
/// <param name="folder">Where.</param>
/// <param name="size">How much.</param>
internal sealed class BacktestFiles(string folder, BacktestSize size)
{
    private const long Start = 1_740_960_000_000; // 2025-03-03 08:00 in Shanghai
    private const int LoudEvery = 100; // one point in a hundred lies about its limit
    private const int LineBytesMaximum = 64;
    private const int BufferBytes = 1 << 20;

    private static readonly byte[] Header = "point,quantity,ts,value\n"u8.ToArray();

    /// <summary>The points.</summary>
    public string Registry => Path.Combine(folder, "registry.json");

    /// <summary>Rules that judge nothing.</summary>
    public string NoRules => Path.Combine(folder, "none.json");

    /// <summary>A sliding window of 15 min and a shift with projection.</summary>
    public string TwoWindows => Path.Combine(folder, "two.json");

    /// <summary>The samples by time.</summary>
    public string InTurn => Path.Combine(folder, "in-turn.csv");

    /// <summary>The same, packed.</summary>
    public string Packed => Path.Combine(folder, "packed.csv.gz");

    /// <summary>The same in no order.</summary>
    public string Shuffled => Path.Combine(folder, "shuffled.csv");

    /// <summary>Writes registry, rules and the samples by time.</summary>
    public void Write()
    {
        var points = Enumerable.Range(0, size.Points).Select(point => $$$"""{"id":"{{{IdOf(point)}}}","enterprise":"e1","agent":"silica-10-50","silica":{"percent":23},"quantities":["dust_respirable"],"interval":"PT1S"}""");
        File.WriteAllText(Registry, $$"""{"enterprises":[{"id":"e1","name":"one"}],"points":[{{string.Join(',', points)}}]}""");
        File.WriteAllText(NoRules, """{"rules":[]}""");
        File.WriteAllText(TwoWindows, """
            {"rules":[
              {"id":"m15","quantity":"dust_respirable","window":{"kind":"sliding","length":"PT15M"},"aggregate":"mean","levels":[{"level":"notice","above":0.35},{"level":"exceeded","above":0.7}]},
              {"id":"shift","quantity":"dust_respirable","window":{"kind":"shift"},"aggregate":"twa8h","levels":[{"level":"projected","above":0.7},{"level":"exceeded","above":0.7}]}]}
            """);
        using var file = new FileStream(InTurn, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        Header.CopyTo(buffer, 0);
        var used = Header.Length;
        var random = new Random(1);
        var beginnings = Enumerable.Range(0, size.Points).Select(point => Encoding.UTF8.GetBytes($"{IdOf(point)},dust_respirable,")).ToArray();
        var walks = Enumerable.Range(0, size.Points).Select(point => point % LoudEvery == 0 ? 700 : 100 + random.Next(200)).ToArray(); // µg/m³
        for (var second = 0; second < size.Seconds; second++)
        {
            for (var point = 0; point < size.Points; point++)
            {
                if (used > buffer.Length - LineBytesMaximum)
                {
                    file.Write(buffer, 0, used);
                    used = 0;
                }

                walks[point] = Math.Clamp(walks[point] + random.Next(-12, 13), 20, point % LoudEvery == 0 ? 1_400 : 600);
                used += WriteLine(buffer.AsSpan(used), beginnings[point], Start + (second * 1000L), walks[point]);
            }
        }

        file.Write(buffer, 0, used);
    }

    /// <summary>Writes the same samples packed, and in no order.</summary>
    public void WriteOthers()
    {
        using (var packed = new GZipStream(File.Create(Packed), CompressionLevel.Optimal))
        using (var plain = File.OpenRead(InTurn))
        {
            plain.CopyTo(packed);
        }

        var text = File.ReadAllBytes(InTurn);
        var lines = new List<Range>();
        for (var at = Header.Length; at < text.Length;)
        {
            var end = at + text.AsSpan(at).IndexOf((byte)'\n') + 1;
            lines.Add(at..end);
            at = end;
        }

        new Random(2).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lines));
        using var file = new BufferedStream(File.Create(Shuffled), BufferBytes);
        file.Write(Header);
        lines.ForEach(line => file.Write(text.AsSpan(line)));
    }

    private static string IdOf(int point) => $"p{point:D3}";

    private static int WriteLine(Span<byte> line, byte[] beginning, long time, int micrograms)
    {
        beginning.CopyTo(line);
        var used = beginning.Length;
        Utf8Formatter.TryFormat(time, line[used..], out var length);
        used += length;
        line[used++] = (byte)',';
        line[used++] = (byte)('0' + (micrograms / 1000));
        line[used++] = (byte)'.';
        Utf8Formatter.TryFormat(micrograms % 1000, line[used..], out length, new System.Buffers.StandardFormat('D', 3));
        used += length;
        line[used++] = (byte)'\n';
        return used;
    }
}
