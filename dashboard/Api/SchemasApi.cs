using System.Reflection;

namespace DustWatch.Dashboard.Api;

/// <summary><c>/schemas/…</c>: JSON Schemas of the files that people write; anybody.</summary>
internal static class SchemasApi
{
    private const string Folder = "schemas/";

    public static void Map(WebApplication application)
    {
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var schema = Read(name);
            application.MapGet($"/{name}", () => TypedResults.Bytes(schema, "application/schema+json"))
                .Describe($"get-{name[Folder.Length..]}", $"JSON Schema (2020-12) of {(name.Contains("rules", StringComparison.Ordinal) ? "a rules file" : "a registry file")}.")
                .Produces<object>(StatusCodes.Status200OK, "application/schema+json")
                .AllowAnonymous();
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new System.Diagnostics.UnreachableException($"{name} is not embedded.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
