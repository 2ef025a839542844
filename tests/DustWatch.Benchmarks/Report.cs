using System.Globalization;
using System.Text.Json;

namespace DustWatch.Benchmarks;

/// <summary>Figures as a table for people and as JSON lines for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    public static void PrintHead(TextWriter output)
    {
        output.WriteLine($"| {"name",-46} | {"figure",9} | {"unit",-15} | {"peer",-18} | {"figure",9} | {"ratio",7} | {"B/op",7} |");
        output.WriteLine($"| {new string('-', 46)} | {new string('-', 8)}: | {new string('-', 15)} | {new string('-', 18)} | {new string('-', 8)}: | {new string('-', 6)}: | {new string('-', 6)}: |");
    }

    public static void Print(Figure figure, TextWriter output) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {figure.Name,-46} | {figure.Value,9:F2} | {figure.Unit,-15} | {figure.Peer,-18} | {figure.PeerValue,9:F2} | {figure.Ratio,7:F2} | {figure.Allocated,7:F2} |"));

    public static void WriteJson(IReadOnlyList<Figure> figures, string file) =>
        File.WriteAllLines(file, figures.Select(figure => JsonSerializer.Serialize(figure, CamelCase)));
}
