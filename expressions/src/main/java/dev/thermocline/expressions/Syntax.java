package dev.thermocline.expressions;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An expression as it was written, each piece with its place in the text. */
sealed interface Syntax {
  int position();

  void collectNames(Set<String> names);

  record Literal(int position, Type type, @Nullable Object value) implements Syntax {
    @Override
    public void collectNames(Set<String> names) {}
  }

  record Name(int position, String name) implements Syntax {
    @Override
    public void collectNames(Set<String> names) {
      names.add(name);
    }
  }

  record Unary(int position, String operator, Syntax operand) implements Syntax {
    @Override
    public void collectNames(Set<String> names) {
      operand.collectNames(names);
    }
  }

  record Binary(int position, String operator, Syntax left, Syntax right) implements Syntax {
    @Override
    public void collectNames(Set<String> names) {
      left.collectNames(names);
      right.collectNames(names);
    }
  }

  record IsNull(int position, Syntax operand, boolean negated) implements Syntax {
    @Override
    public void collectNames(Set<String> names) {
      operand.collectNames(names);
    }
  }

  record In(int position, Syntax operand, List<Syntax> choices, boolean negated) implements Syntax {
    @Override
    public void collectNames(Set<String> names) {
      operand.collectNames(names);
      choices.forEach(choice -> choice.collectNames(names));
    }
  }

  record Call(int position, String function, List<Syntax> arguments) implements Syntax {
    @Override
    public void collectNames(Set<String> names) {
      arguments.forEach(argument -> argument.collectNames(names));
    }
  }

  record Case(int position, List<Branch> branches, @Nullable Syntax otherwise) implements Syntax {
    @Override
    public void collectNames(Set<String> names) {
      for (Branch branch : branches) {
        branch.condition().collectNames(names);
        branch.value().collectNames(names);
      }
      if (otherwise != null) {
        otherwise.collectNames(names);
      }
    }
  }

  record Branch(Syntax condition, Syntax value) {}
}
