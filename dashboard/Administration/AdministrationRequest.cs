namespace DustWatch.Dashboard.Administration;

/// <summary>One thing that a command wants changed or listed.</summary>
/// <param name="Operation">Such as <c>user-add</c>.</param>
/// <param name="Name">User or device.</param>
/// <param name="Role">Of a new user.</param>
/// <param name="District">Of a new user.</param>
/// <param name="Enterprise">Of a new user.</param>
/// <param name="Points">Of a new device.</param>
/// <param name="Json">A file's content.</param>
internal sealed record AdministrationRequest(
    string Operation,
    string? Name = null,
    string? Role = null,
    string? District = null,
    string? Enterprise = null,
    IReadOnlyList<string>? Points = null,
    string? Json = null);
