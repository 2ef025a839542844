namespace DustWatch.Measurements;

/// <summary>What is wrong with a registry or a rules file, and where.</summary>
/// <param name="Path">JSON path of the place, such as <c>points[3].calendar</c>.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
/// <param name="IsWarning">Whether the file is taken all the same.</param>
public sealed record RegistryFault(string Path, string Message, bool IsWarning)
{
    /// <summary>One line for a person.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
