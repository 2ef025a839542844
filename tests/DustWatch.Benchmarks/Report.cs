using System.Globalization;
using System.Text.Json;

namespace DustWatch.Benchmarks;

/// <summary>Figures as a table for people and as JSON lines for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    public static void Print(IReadOnlyList<Figure> figures, TextWriter output)
    {
        output.WriteLine($"| {"name",-34} | {"figure",8} | {"peer",-18} | {"figure",8} | {"ratio",6} | {"B/op",6} |");
        output.WriteLine($"| {new string('-', 34)} | {new string('-', 7)}: | {new string('-', 18)} | {new string('-', 7)}: | {new string('-', 5)}: | {new string('-', 5)}: |");
        foreach (var figure in figures)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {figure.Name,-34} | {figure.Value,8:F2} | {figure.Peer,-18} | {figure.PeerValue,8:F2} | {figure.Ratio,6:F2} | {figure.Allocated,6:F2} |"));
        }

        output.WriteLine();
        output.WriteLine($"Figures in {string.Join(", ", figures.Select(f => f.Unit).Distinct())}.");
    }

    public static void WriteJson(IReadOnlyList<Figure> figures, string file) =>
        File.WriteAllLines(file, figures.Select(figure => JsonSerializer.Serialize(figure, CamelCase)));
}
