using System.Diagnostics.CodeAnalysis;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.Calls;

/// <summary>What a call gives: a value, or the error that says why there is none.</summary>
internal readonly record struct Outcome<T>(T? Value, A2AError? Error)
{
    [MemberNotNullWhen(true, nameof(Error))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Error is not null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(A2AError error) => new(default, error);

    /// <summary>The next step's result, unless this is an error.</summary>
    public Outcome<TNext> Then<TNext>(Func<T, Outcome<TNext>> next) => IsRefused ? Error : next(Value);
}

/// <summary>Makes outcomes of types that C# does not convert by itself: interfaces, and values that may be null.</summary>
internal static class Outcome
{
    public static Outcome<T> Of<T>(T value) => new(value, null);

    /// <summary>The value, unless a check found an error.</summary>
    public static Outcome<T> Checked<T>(T value, A2AError? error) => error is null ? Of(value) : error;
}
