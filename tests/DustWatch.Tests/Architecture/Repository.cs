using System.Xml.Linq;

namespace DustWatch.Tests.Architecture;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Names that git passes over, from the repository's own list.</summary>
    private static readonly HashSet<string> Ignored = [.. File.ReadAllLines(Path.Combine(FindRoot(), ".gitignore")).Select(line => line.Trim('/')).Where(line => line.Length > 0)];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Files and folders at the top, without what git passes over.</summary>
    public static IReadOnlyList<string> TopLevel =>
        [.. Directory.EnumerateFileSystemEntries(Root).Select(path => Path.GetFileName(path)).Where(name => !Ignored.Contains(name)).Order(StringComparer.Ordinal)];

    /// <summary>Every C# source of ours, relative to the root.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. Find("*.cs")];

    /// <summary>Every project of ours, relative to the root.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Find("*.csproj")];

    /// <summary>The lines of a source.</summary>
    public static string[] Lines(string source) => File.ReadAllLines(Path.Combine(Root, source));

    /// <summary>Names of the projects that a project refers to.</summary>
    public static IReadOnlyList<string> ProjectReferences(string project) =>
        [.. Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Order(StringComparer.Ordinal)];

    /// <summary>Names of the packages that a project refers to.</summary>
    public static IReadOnlyList<string> PackageReferences(string project) => [.. Includes(project, "PackageReference").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Includes(string project, string item) =>
        XDocument.Load(Path.Combine(Root, project)).Descendants(item).Select(element => element.Attribute("Include")?.Value ?? "");

    private static IEnumerable<string> Find(string pattern) => TopLevel
        .Where(name => name[0] != '.' && Directory.Exists(Path.Combine(Root, name)))
        .SelectMany(name => Directory.EnumerateFiles(Path.Combine(Root, name), pattern, SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(Ignored.Contains))
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DustWatch.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds DustWatch.sln.");
    }
}
