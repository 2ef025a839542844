using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace DustWatch.Measurements;

/// <summary>Parses the JSON files that people write. Pure; any thread.</summary>
public static class JsonTexts
{
    /// <summary>
    /// Parses <paramref name="json"/> and sees that every name and text in it is Unicode, which <see cref="JsonDocument"/> finds only when one is read: a file
    /// saved in GBK is JSON, and its Chinese names are not.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="document">To be disposed of; null when there is none.</param>
    /// <param name="why">What is wrong, for a person; null when nothing is.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? why)
    {
        document = null;
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            while (reader.Read())
            {
                if (!IsUnicode(ref reader))
                {
                    why = $"holds text that is not UTF-8, at byte {reader.TokenStartIndex}; allowed: JSON saved as UTF-8";
                    return false;
                }
            }

            document = JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            why = $"is not JSON: {exception.Message}";
            return false;
        }

        why = null;
        return true;
    }

    private static bool IsUnicode(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            return true;
        }

        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
