using System.Globalization;
using System.Text;

namespace DustWatch.Benchmarks.Detect;

/// <summary>Curves of figures as SVG: one panel for each, named by what stands before the colon of a figure's name.</summary>
internal static class GrowthPicture
{
    private const int PanelWidth = 300;
    private const int PanelHeight = 210;
    private const int Columns = 3;
    private const int Left = 44;
    private const int Right = 16;
    private const int Top = 40;
    private const int Bottom = 34;

    /// <summary>Writes the picture.</summary>
    /// <param name="figures">By panel, each panel's in the order of its axis.</param>
    /// <param name="file">Where to.</param>
    public static void Write(IReadOnlyList<Figure> figures, string file)
    {
        var panels = figures.GroupBy(figure => figure.Name.Split(':')[0]).ToList();
        var (width, height) = (PanelWidth * Columns, PanelHeight * ((panels.Count + Columns - 1) / Columns));
        var svg = new StringBuilder();
        Add(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11" fill="#222">""");
        Add(svg, $"""<rect width="{width}" height="{height}" fill="#fff"/>""");
        for (var number = 0; number < panels.Count; number++)
        {
            Add(svg, $"""<g transform="translate({number % Columns * PanelWidth},{number / Columns * PanelHeight})">""");
            AddPanel(svg, panels[number].Key, [.. panels[number]]);
            Add(svg, $"</g>");
        }

        Add(svg, $"</svg>");
        File.WriteAllText(file, svg.ToString());
    }

    private static void AddPanel(StringBuilder svg, string name, Figure[] figures)
    {
        var top = figures.Max(figure => figure.Value) * 1.15;
        double X(int i) => Left + ((PanelWidth - Left - Right) * (i + 0.5) / figures.Length);
        double Y(double value) => PanelHeight - Bottom - ((PanelHeight - Top - Bottom) * value / top);
        Add(svg, $"""<text x="{Left}" y="16" font-weight="bold">{name}</text><text x="{Left}" y="30" fill="#666">{figures[0].Unit}</text>""");
        Add(svg, $"""<path d="M{Left} {Top}V{PanelHeight - Bottom}H{PanelWidth - Right}" fill="none" stroke="#999"/><text x="{Left - 6}" y="{PanelHeight - Bottom}" text-anchor="end">0</text>""");
        Add(svg, $"""<polyline fill="none" stroke="#0b5fa5" stroke-width="2" points="{string.Join(' ', figures.Select((figure, i) => Pair(X(i), Y(figure.Value))))}"/>""");
        for (var i = 0; i < figures.Length; i++)
        {
            var label = figures[i].Name.Split(": ")[1].Replace(" a point", "", StringComparison.Ordinal).Replace(", 500 for others", " (+500)", StringComparison.Ordinal);
            Add(svg, $"""<circle cx="{X(i):F1}" cy="{Y(figures[i].Value):F1}" r="3" fill="#0b5fa5"/><text x="{X(i):F1}" y="{Y(figures[i].Value) - 7:F1}" text-anchor="middle">{figures[i].Value:F0}</text>""");
            Add(svg, $"""<text x="{X(i):F1}" y="{PanelHeight - Bottom + 15}" text-anchor="middle" font-size="9">{label}</text>""");
        }
    }

    private static string Pair(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:F1},{y:F1}");

    private static void Add(StringBuilder svg, FormattableString line) => svg.AppendLine(FormattableString.Invariant(line));
}
