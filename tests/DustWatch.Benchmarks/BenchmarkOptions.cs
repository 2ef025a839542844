namespace DustWatch.Benchmarks;

/// <summary>What is to be run.</summary>
/// <param name="Suite">Name of the suite.</param>
/// <param name="IsQuick">Fewer and smaller rounds: it starts and gives a figure, within a minute.</param>
/// <param name="JsonFile">Where the figures go as JSON lines, or null.</param>
/// <param name="PictureFile">Where the picture of a suite that has one goes, as SVG, or null.</param>
internal sealed record BenchmarkOptions(string Suite, bool IsQuick, string? JsonFile, string? PictureFile)
{
    public static bool TryRead(string[] arguments, out BenchmarkOptions options, out string? fault)
    {
        string? suite = null;
        string? file = null;
        string? picture = null;
        var isQuick = false;
        fault = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    isQuick = true;
                    break;
                case "--json" when i + 1 < arguments.Length:
                    file = arguments[++i];
                    break;
                case "--svg" when i + 1 < arguments.Length:
                    picture = arguments[++i];
                    break;
                case ['-', ..]:
                    fault ??= $"{arguments[i]}: is no option, or needs a value.";
                    break;
                default:
                    fault ??= suite is null ? null : $"{arguments[i]}: one suite at a time.";
                    suite ??= arguments[i];
                    break;
            }
        }

        fault ??= suite is null ? "No suite is named." : null;
        options = new BenchmarkOptions(suite ?? "", isQuick, file, picture);
        return fault is null;
    }
}
