using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DustWatch.Backends.Sqlite;

/// <summary>Small JSON objects as entries' bodies: what was done, to whom. Never a secret.</summary>
internal static class LedgerBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(params ReadOnlySpan<(string Key, object? Value)> pairs)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body, Options))
        {
            writer.WriteStartObject();
            foreach (var (key, value) in pairs)
            {
                WriteValue(writer, key, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter writer, string key, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNull(key);
                break;
            case string text:
                writer.WriteString(key, text);
                break;
            case long number:
                writer.WriteNumber(key, number);
                break;
            case bool isTrue:
                writer.WriteBoolean(key, isTrue);
                break;
            case IReadOnlyList<string> texts:
                writer.WriteStartArray(key);
                foreach (var text in texts)
                {
                    writer.WriteStringValue(text);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"{value.GetType()} has no form in an entry.", nameof(value));
        }
    }
}
