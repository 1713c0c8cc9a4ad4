using System.Reflection;

namespace A2A.Server.Tests.Execution;

/// <summary>Does something of the test's around each call of an interface's methods.</summary>
#pragma warning disable CA1852 // the proxy is a type derived from it
internal class AroundCalls<T> : DispatchProxy
    where T : class
#pragma warning restore CA1852
{
    private T _target = null!; // set by Of
    private Func<Func<object?>, object?> _around = null!; // set by Of

    /// <param name="target">What is called.</param>
    /// <param name="around">Is given the call, and gives its result.</param>
    public static T Of(T target, Func<Func<object?>, object?> around)
    {
        var proxy = Create<T, AroundCalls<T>>();
        (((AroundCalls<T>)(object)proxy)._target, ((AroundCalls<T>)(object)proxy)._around) = (target, around);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _around(() => targetMethod!.Invoke(_target, args));
}
