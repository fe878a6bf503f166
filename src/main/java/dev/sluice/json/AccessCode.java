package dev.sluice.json;

import static org.objectweb.asm.Opcodes.AALOAD;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.SIPUSH;
import static org.objectweb.asm.Opcodes.V17;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.sluice.json.GeneratedAccess.Methods;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** Writes the code of a {@link FieldAccess} that calls the methods of a generated message. */
final class AccessCode {

  private static final Type ACCESS = Type.getType(FieldAccess.class);
  private static final Type SHAPE = Type.getType(FieldShape.class);
  private static final Type OUTPUT = Type.getType(MessageToJson.class);
  private static final Type MESSAGE = Type.getType(Message.class);
  private static final Type OBJECT = Type.getType(Object.class);
  private static final Type BUILDER = Type.getType(Message.Builder.class);

  /** The types besides primitive ones that {@link MessageToJson} has a method of their own for. */
  private static final Set<Class<?>> WRITTEN = Set.of(String.class, ByteString.class);

  private static final int THIS = 0;
  private static final int FIRST = 1;
  private static final int SECOND = 2;
  private static final int THIRD = 3;
  private static final int FOURTH = 4;

  private final Type message;
  private final Type builder;
  private final int slots;
  private final ClassWriter code =
      new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
        @Override
        protected String getCommonSuperClass(String one, String other) {
          return OBJECT.getInternalName();
        }
      };

  /**
   * Prepares to write.
   *
   * @param message the class of the message
   * @param builder the class of its builder
   * @param slots how many fields there are
   */
  AccessCode(Class<?> message, Class<?> builder, int slots) {
    this.message = Type.getType(message);
    this.builder = Type.getType(builder);
    this.slots = slots;
  }

  /** The class file for the fields whose methods are known; the others are left to reflection. */
  byte[] of(List<Methods> fields) {
    String parent = ACCESS.getInternalName();
    code.visit(V17, ACC_FINAL | ACC_SUPER, parent + "Code", null, parent, null);
    constructor();
    perField("has", Type.BOOLEAN_TYPE, List.of(MESSAGE, Type.INT_TYPE), fields, this::has);
    perField("get", OBJECT, List.of(MESSAGE, Type.INT_TYPE), fields, this::get);
    perField("give", Type.VOID_TYPE, List.of(BUILDER, Type.INT_TYPE, OBJECT), fields, this::give);
    perField(
        "put", Type.VOID_TYPE, List.of(BUILDER, Type.INT_TYPE, OBJECT, OBJECT), fields, this::put);
    write(fields);
    code.visitEnd();
    return code.toByteArray();
  }

  private void constructor() {
    String type = Type.getMethodDescriptor(Type.VOID_TYPE, Type.getType(FieldDescriptor[].class));
    MethodVisitor m = code.visitMethod(0, "<init>", type, null, null);
    m.visitVarInsn(ALOAD, THIS);
    m.visitVarInsn(ALOAD, FIRST);
    m.visitMethodInsn(INVOKESPECIAL, ACCESS.getInternalName(), "<init>", type, false);
    m.visitInsn(RETURN);
    end(m);
  }

  /** What a method does for one field. */
  private interface Step {
    /** Writes it, to its return; or nothing, and returns false, if reflection is to do it. */
    boolean write(MethodVisitor m, Methods field);
  }

  /** Writes a method that does one thing for the field of a slot. */
  private void perField(
      String name, Type result, List<Type> parameters, List<Methods> fields, Step step) {
    String type = Type.getMethodDescriptor(result, parameters.toArray(Type[]::new));
    MethodVisitor m = code.visitMethod(0, name, type, null, null);
    Label byReflection = new Label();
    Label[] places = new Label[slots];
    Arrays.fill(places, byReflection);
    for (Methods field : fields) {
      places[field.slot()] = new Label();
    }
    m.visitVarInsn(ILOAD, SECOND);
    m.visitTableSwitchInsn(0, slots - 1, byReflection, places);
    for (Methods field : fields) {
      m.visitLabel(places[field.slot()]);
      if (!step.write(m, field)) {
        m.visitJumpInsn(GOTO, byReflection);
      }
    }
    m.visitLabel(byReflection);
    m.visitVarInsn(ALOAD, THIS);
    for (int i = 0; i < parameters.size(); i++) {
      m.visitVarInsn(parameters.get(i).getOpcode(ILOAD), i + 1);
    }
    m.visitMethodInsn(INVOKESPECIAL, ACCESS.getInternalName(), name, type, false);
    m.visitInsn(result.getOpcode(IRETURN));
    end(m);
  }

  private boolean has(MethodVisitor m, Methods field) {
    Method has = field.has();
    if (has == null) {
      return false;
    }
    load(m, FIRST, message);
    call(m, message, has);
    m.visitInsn(IRETURN);
    return true;
  }

  private boolean get(MethodVisitor m, Methods field) {
    load(m, FIRST, message);
    call(m, message, field.get());
    Class<?> type = field.get().getReturnType();
    if (type.isPrimitive()) {
      Type boxed = boxed(type);
      String conversion = Type.getMethodDescriptor(boxed, Type.getType(type));
      m.visitMethodInsn(INVOKESTATIC, boxed.getInternalName(), "valueOf", conversion, false);
    }
    m.visitInsn(ARETURN);
    return true;
  }

  private boolean give(MethodVisitor m, Methods field) {
    Class<?>[] parameters = field.give().getParameterTypes();
    if (parameters.length != 1) {
      return false;
    }
    load(m, FIRST, builder);
    value(m, THIRD, parameters[0]);
    return given(m, field);
  }

  private boolean put(MethodVisitor m, Methods field) {
    Class<?>[] parameters = field.give().getParameterTypes();
    if (parameters.length != 2) {
      return false;
    }
    load(m, FIRST, builder);
    value(m, THIRD, parameters[0]);
    value(m, FOURTH, parameters[1]);
    return given(m, field);
  }

  private boolean given(MethodVisitor m, Methods field) {
    call(m, builder, field.give());
    m.visitInsn(POP);
    m.visitInsn(RETURN);
    return true;
  }

  /** Writes all fields one after the other, without a look at what they are. */
  private void write(List<Methods> fields) {
    Type shapes = Type.getType(FieldShape[].class);
    String type = Type.getMethodDescriptor(Type.VOID_TYPE, MESSAGE, shapes, OUTPUT);
    MethodVisitor m = code.visitMethod(0, "write", type, null, null);
    load(m, FIRST, message);
    m.visitVarInsn(ASTORE, FOURTH);
    Methods[] bySlot = new Methods[slots];
    fields.forEach(field -> bySlot[field.slot()] = field);
    for (int slot = 0; slot < slots; slot++) {
      Methods field = bySlot[slot];
      if (field == null) {
        m.visitVarInsn(ALOAD, THIS);
        m.visitVarInsn(ALOAD, FIRST);
        shape(m, slot);
        m.visitVarInsn(ALOAD, THIRD);
        String one = Type.getMethodDescriptor(Type.VOID_TYPE, MESSAGE, SHAPE, OUTPUT);
        m.visitMethodInsn(INVOKEVIRTUAL, ACCESS.getInternalName(), "write", one, false);
      } else {
        write(m, field);
      }
    }
    m.visitInsn(RETURN);
    end(m);
  }

  private void write(MethodVisitor m, Methods field) {
    Label absent = new Label();
    Method has = field.has();
    if (has != null) {
      m.visitVarInsn(ALOAD, FOURTH);
      call(m, message, has);
      m.visitJumpInsn(IFEQ, absent);
    }
    m.visitVarInsn(ALOAD, THIRD);
    shape(m, field.slot());
    m.visitVarInsn(ALOAD, FOURTH);
    call(m, message, field.get());
    Type value = written(field.get().getReturnType());
    String type = Type.getMethodDescriptor(Type.VOID_TYPE, SHAPE, value);
    m.visitMethodInsn(INVOKEVIRTUAL, OUTPUT.getInternalName(), "field", type, false);
    m.visitLabel(absent);
  }

  private static Type written(Class<?> type) {
    return type.isPrimitive() || WRITTEN.contains(type) ? Type.getType(type) : OBJECT;
  }

  private static void shape(MethodVisitor m, int slot) {
    m.visitVarInsn(ALOAD, SECOND);
    m.visitIntInsn(SIPUSH, slot);
    m.visitInsn(AALOAD);
  }

  private static void load(MethodVisitor m, int variable, Type type) {
    m.visitVarInsn(ALOAD, variable);
    m.visitTypeInsn(CHECKCAST, type.getInternalName());
  }

  /** Loads an object as a parameter of a method. */
  private static void value(MethodVisitor m, int variable, Class<?> type) {
    if (!type.isPrimitive()) {
      load(m, variable, Type.getType(type));
      return;
    }
    Type boxed = boxed(type);
    load(m, variable, boxed);
    String conversion = Type.getMethodDescriptor(Type.getType(type));
    m.visitMethodInsn(
        INVOKEVIRTUAL, boxed.getInternalName(), type.getName() + "Value", conversion, false);
  }

  private static Type boxed(Class<?> primitive) {
    return Type.getType(MethodType.methodType(primitive).wrap().returnType());
  }

  private static void call(MethodVisitor m, Type on, Method method) {
    m.visitMethodInsn(
        INVOKEVIRTUAL,
        on.getInternalName(),
        method.getName(),
        Type.getMethodDescriptor(method),
        false);
  }

  private static void end(MethodVisitor m) {
    m.visitMaxs(0, 0);
    m.visitEnd();
  }
}
