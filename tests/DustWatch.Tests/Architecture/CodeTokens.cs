using System.Buffers.Binary;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace DustWatch.Tests.Architecture;

/// <summary>The metadata tokens in a method's code, in order (ECMA-335, partition III).</summary>
internal static class CodeTokens
{
    private const byte TwoByteLead = 0xFE;

    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!) // every public field of OpCodes is an OpCode
        .ToDictionary(code => code.Value, code => code.OperandType);

    public static IEnumerable<EntityHandle> In(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var isLong = code[at] == TwoByteLead;
            var operand = Operands[isLong ? unchecked((short)((TwoByteLead << 8) | code[at + 1])) : code[at]];
            at += isLong ? 2 : 1;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return MetadataTokens.EntityHandle(ReadInt32(code, at));
            }

            at += LengthOf(operand, code, at);
        }
    }

    private static int LengthOf(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * ReadInt32(code, at)),
        _ => 4,
    };

    private static int ReadInt32(byte[] code, int at) => BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at));
}
